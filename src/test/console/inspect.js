// Looks at a page from inside: both functions run in the browser, and so use nothing of this file.

/** Texts whose contrast with what is behind them is under WCAG's AA: 4.5, or 3 for large ones. */
export function contrasts() {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  function rgba(colour) {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return canvas.getImageData(0, 0, 1, 1).data;
  }
  function luminance([red, green, blue]) {
    const [r, g, b] = [red, green, blue].map((each) => each / 255).map((each) => (each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }
  function behind(element) {
    for (let at = element; at; at = at.parentElement) {
      const colour = rgba(getComputedStyle(at).backgroundColor);
      if (colour[3] === 255) {
        return colour;
      }
    }
    return rgba("white");
  }
  let measured = 0;
  const low = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (walker.currentNode.data.trim() === "" || !element.checkVisibility() || element.closest(".unseen, option, .skip, noscript")) {
      continue;
    }
    const style = getComputedStyle(element);
    const [front, back] = [luminance(rgba(style.color)), luminance(behind(element))];
    const contrast = (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
    const isLarge = parseFloat(style.fontSize) >= 24 || parseFloat(style.fontSize) >= 18.66 && Number(style.fontWeight) >= 600;
    measured++;
    if (contrast < (isLarge ? 3 : 4.5)) {
      low.push(`${walker.currentNode.data.trim().slice(0, 30)}: ${contrast.toFixed(2)}`);
    }
  }
  return { measured, low };
}

/** Fields, buttons, tables, pictures and headings that a screen reader has no words or no place for. */
export function unlabelled() {
  const found = [];
  const every = (selector, isFine) => document.querySelectorAll(selector).forEach((each) => isFine(each)
    || found.push(each.outerHTML.slice(0, 160)));
  every("input, select", (each) => each.labels.length > 0 && each.labels[0].textContent.trim() !== "");
  every("button, a, summary", (each) => (each.getAttribute("aria-label") ?? each.textContent).trim() !== "");
  every("table", (each) => each.caption?.textContent.trim() && each.querySelector("thead th[scope=col]"));
  every("tbody tr", (each) => each.querySelector("th[scope=row]"));
  every("svg:not([aria-hidden])", (each) => each.getAttribute("role") === "img" && each.getAttribute("aria-label"));
  every("section", (each) => each.getAttribute("aria-label") || document.getElementById(each.getAttribute("aria-labelledby")));
  if (document.querySelectorAll("h1").length !== 1) {
    found.push("not one h1");
  }
  return found;
}
