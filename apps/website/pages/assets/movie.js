const template = document.querySelector("#movie");
const rating = new Intl.NumberFormat("en", { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/**
 * Return a movie's list item. A movie that was not created through the API may lack any field.
 *
 * @param {{title?: string, rating?: number|null, genres?: string[]}} movie
 * @returns {HTMLLIElement}
 */
export function movieItem(movie) {
  const item = template.content.firstElementChild.cloneNode(true);
  item.querySelector("h3").textContent = movie?.title?.trim?.() || "Untitled";
  rate(item, movie?.rating);
  const genres = Array.isArray(movie?.genres) ? movie.genres : [];
  item.querySelector(".genres").append(...genres.map(genreItem));
  if (!genres.length) item.querySelector(".genres").remove();
  return item;
}

function rate(item, value) {
  const rated = Number.isFinite(value);
  item.querySelector(".score").textContent = rated ? rating.format(value) : "Not rated";
  item.querySelector(".scale").textContent = rated ? "out of 10" : "";
  if (rated) item.querySelector(".track").style.setProperty("--share", `${value * 10}%`);
  else item.querySelector(".track").remove();
  item.querySelector(".rating").classList.toggle("unrated", !rated);
}

function genreItem(genre) {
  const item = document.createElement("li");
  item.textContent = genre;
  return item;
}
