import { pages } from "./api.js";
import { showMovies } from "./catalogue.js";

const apiUrl = document.querySelector('meta[name="movies-api-url"]').content;
showMovies(pages(apiUrl));
