// Runs before the page is drawn, so that a chosen theme does not flash. Without a choice, the system's is used.
{
  const chosen = localStorage.getItem("anivia.theme");
  if (chosen === "dark" || chosen === "light") {
    document.documentElement.dataset.theme = chosen;
  }
}
