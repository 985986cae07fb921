import { pages } from "./api.js";
import { showMovies } from "./catalogue.js";

showMovies(pages());
