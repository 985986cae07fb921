// /about/ is the object about/${index}, and /about redirects to /about/, so that links of the page are relative to the folder.
function handler(event) {
  const request = event.request;
  const last = request.uri.slice(request.uri.lastIndexOf('/') + 1);
  if (last === '') {
    request.uri += '${index}';
    return request;
  }
  if (last.includes('.')) {
    return request;
  }
  const query = [];
  for (const name in request.querystring) {
    const found = request.querystring[name];
    for (const each of found.multiValue || [found]) {
      query.push(each.value === '' ? name : name + '=' + each.value);
    }
  }
  // Relative: a path that begins with // would lead to another host.
  const location = './' + last + '/' + (query.length ? '?' + query.join('&') : '');
  return { statusCode: 301, statusDescription: 'Moved Permanently', headers: { location: { value: location } } };
}
