// Which screen is shown stands behind the # of the address: #/, #/input, #/destination/<name>.

import { useEffect, useState } from "./preact.js";

export function linkTo(screen, name) {
  return name === undefined ? `#/${screen}` : `#/${screen}/${encodeURIComponent(name)}`;
}

export function go(screen, name) {
  location.hash = linkTo(screen, name);
}

function read() {
  const [screen = "", name = ""] = location.hash.replace(/^#\/?/, "").split("/");
  try {
    return { screen, name: decodeURIComponent(name) };
  } catch {
    return { screen: "", name: "" };
  }
}

export function useRoute() {
  const [route, setRoute] = useState(read);
  useEffect(() => {
    const changed = () => setRoute(read());
    addEventListener("hashchange", changed);
    return () => removeEventListener("hashchange", changed);
  }, []);
  return route;
}
