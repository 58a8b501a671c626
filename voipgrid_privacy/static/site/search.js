// Ctrl/Cmd-K opens the search; arrows choose, Enter opens. Without this file the form is a page.
(() => {
  "use strict";
  const dialog = document.getElementById("search-dialog");
  if (!dialog) return;
  const field = dialog.querySelector("input[type=search]");
  const found = dialog.querySelector(".found");
  let answered = "";

  const open = (words) => {
    if (words) field.value = words;
    if (!dialog.open) dialog.showModal();
    field.focus();
    field.select();
  };
  const links = () => [...found.querySelectorAll("a.hit")];
  const move = (step) => {
    const places = [field, ...links()];
    const here = Math.max(0, places.indexOf(document.activeElement));
    places[(here + step + places.length) % places.length].focus();
  };

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      open("");
    }
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && event.target === field && answered === field.value) {
      const first = links()[0];
      if (first) {
        event.preventDefault();
        first.click();
      }
    } else if (event.key.length === 1 && event.target.matches("a.hit") && !event.ctrlKey && !event.metaKey) {
      field.focus(); // typing goes on where it was
    }
  });
  dialog.addEventListener("htmx:beforeRequest", () => { found.dataset.asked = field.value; });
  dialog.addEventListener("htmx:afterSwap", () => { answered = found.dataset.asked; });
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  for (const opener of document.querySelectorAll("[data-opens-search]")) {
    opener.addEventListener("click", () => open(opener.value));
  }
})();
