import { pages } from "./api.js";
import { showMovies } from "./catalogue.js";

showMovies(pages(showApiLink));

function showApiLink(apiUrl) {
  document.querySelector("#api-link").href = `${apiUrl}/movies`;
  document.querySelector("#api-item").hidden = false;
}
