import { ApiError } from "./api.js";
import { movieItem } from "./movie.js";

const PLACEHOLDERS = 8;
const SLOW = 4_000; // ms until the status says that the API is slow

const part = (name) => document.querySelector(`#movies-${name}`);
const [list, status, more, empty, error, errorMessage, retry] =
  ["list", "status", "more", "empty", "error", "error-message", "retry"].map(part);

/**
 * Show the first page of movies, and the next one at each click on the button.
 *
 * @param {() => Promise<{movies: object[], last: boolean}>} nextPage
 */
export function showMovies(nextPage) {
  const load = async ({ moveFocus }) => {
    const slow = wait();
    try {
      show(await nextPage(), moveFocus);
    } catch (problem) {
      fail(problem, moveFocus);
    } finally {
      clearTimeout(slow);
      list.removeAttribute("aria-busy");
    }
  };
  more.addEventListener("click", () => load({ moveFocus: true }));
  retry.addEventListener("click", () => load({ moveFocus: true }));
  load({ moveFocus: false });
}

function wait() {
  for (const element of [more, empty, error]) element.hidden = true;
  list.setAttribute("aria-busy", "true");
  list.append(...Array.from({ length: PLACEHOLDERS }, placeholder));
  status.textContent = "Loading movies…";
  return setTimeout(() => {
    status.textContent = "Still loading: the API takes its time…";
  }, SLOW);
}

function show({ movies, last }, moveFocus) {
  removePlaceholders();
  const items = movies.map(movieItem);
  list.append(...items);
  more.hidden = last;
  const count = list.childElementCount;
  empty.hidden = count > 0 || !last;
  status.textContent = count === 0 ? "" : `${count} ${count === 1 ? "movie" : "movies"}${last ? "" : " so far"}`;
  // The element that had the focus is hidden now, so move the focus to the first new movie.
  if (moveFocus) focus(items[0] ?? (last ? empty : more));
}

function fail(problem, moveFocus) {
  removePlaceholders();
  status.textContent = "";
  error.hidden = false;
  errorMessage.textContent = problem instanceof ApiError ? problem.message : "Something went wrong on this page.";
  if (moveFocus) focus(retry);
  if (!(problem instanceof ApiError)) throw problem;
}

function focus(element) {
  if (!element.matches("button")) element.tabIndex = -1;
  element.focus();
}

function placeholder() {
  return document.querySelector("#placeholder").content.firstElementChild.cloneNode(true);
}

function removePlaceholders() {
  for (const element of list.querySelectorAll(".placeholder")) element.remove();
}
