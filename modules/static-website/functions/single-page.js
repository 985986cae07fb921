// A path whose last part has no dot is not a file: the index page shows what belongs to it.
function handler(event) {
  const request = event.request;
  if (!request.uri.slice(request.uri.lastIndexOf('/') + 1).includes('.')) {
    request.uri = '/${index}';
  }
  return request;
}
