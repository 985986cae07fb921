const PAGE_SIZE = 24; // fills rows of 2, 3 and 4
const TIMEOUT = 30_000; // ms: API Gateway itself gives up after 29 s

/** The movies can't be loaded. The message is for the reader. */
export class ApiError extends Error {}

/**
 * Return a function that fetches the next page of movies at each call. After a failure it fetches the same page again.
 *
 * @param {(apiUrl: string) => void} onUrl is called once, with the URL of the API's stage.
 * @returns {() => Promise<{movies: object[], last: boolean}>} rejects with an ApiError.
 */
export function pages(onUrl) {
  let apiUrl = null;
  let cursor = null;
  return async () => {
    if (!apiUrl) {
      apiUrl = await configuredUrl();
      onUrl(apiUrl);
    }
    const page = await get(apiUrl, cursor);
    cursor = page.nextCursor;
    return { movies: page.movies, last: !cursor };
  };
}

/**
 * Return the API's stage, without a trailing slash. It is in a file beside the page, so the same build can be published
 * for every stage.
 */
async function configuredUrl() {
  let url;
  try {
    const response = await fetch("config.json", { signal: AbortSignal.timeout(TIMEOUT) });
    url = new URL((await response.json()).moviesApiUrl);
  } catch {
    throw new ApiError("The site’s settings can’t be read. Try again in a moment.");
  }
  return url.href.replace(/\/$/, "");
}

async function get(apiUrl, cursor) {
  const query = new URLSearchParams({ limit: PAGE_SIZE, ...(cursor && { cursor }) });
  let response;
  let page;
  try {
    response = await fetch(`${apiUrl}/movies?${query}`, { signal: AbortSignal.timeout(TIMEOUT) });
    page = await response.json();
  } catch (error) {
    throw new ApiError(reason(error, response));
  }
  if (!response.ok) throw new ApiError(refusal(response.status, page));
  if (!Array.isArray(page?.movies)) throw new ApiError("The API’s answer holds no list of movies.");
  return page;
}

function reason(error, response) {
  if (error.name === "TimeoutError") return "The API took too long to answer.";
  if (!response) return "The API can’t be reached. Check the connection.";
  return `The API’s answer can’t be read (status ${response.status}).`;
}

function refusal(status, body) {
  if (status === 429) return "The API has too much to do right now. Try again in a moment.";
  const request = body?.requestId ? `, request ${body.requestId}` : "";
  return `The API answered with an error (status ${status}${request}).`;
}
