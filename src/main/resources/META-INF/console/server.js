// Calls of the admin API. The token is in sessionStorage only, which ends with the tab, and travels in a header only.

import { useCallback, useEffect, useRef, useState } from "./preact.js";

const ROOT = new URL("../", import.meta.url);
const TOKEN = "anivia.token";
const TIMEOUT_MILLIS = 10_000;

/** An error that the API has described, or that there was no answer: then status is 0. */
export class Problem extends Error {
  constructor(status, detail, body = {}) {
    super(detail);
    this.status = status;
    this.body = body;
  }
}

let whenRefused = () => {};

/** Sets what is called when the API asks for a token, or for another one. */
export function onTokenRefused(listener) {
  whenRefused = listener;
}

export function hasToken() {
  return sessionStorage.getItem(TOKEN) !== null;
}

export function setToken(token) {
  if (token) {
    sessionStorage.setItem(TOKEN, token);
  } else {
    sessionStorage.removeItem(TOKEN);
  }
}

/** Sends a request; a Problem is thrown unless the answer is 2xx. */
export async function request(path, { method = "GET", body, signal } = {}) {
  const token = sessionStorage.getItem(TOKEN);
  let response;
  try {
    response = await fetch(new URL(path, ROOT), {
      method,
      signal,
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
      headers: {
        ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
        ...(method === "POST" ? { "Content-Type": "application/json" } : {}),
      },
      body: method === "POST" ? JSON.stringify(body ?? {}) : undefined,
    });
  } catch (failure) {
    throw new Problem(0, failure.name === "TimeoutError" ? "no answer in time" : "no connection to this process");
  }
  if (!response.ok) {
    const problem = await response.json().catch(() => ({}));
    // A call that began before a new token was entered says nothing about that one.
    if (response.status === 401 && token === sessionStorage.getItem(TOKEN)) {
      whenRefused(token !== null);
    }
    throw new Problem(response.status, problem.detail ?? `status ${response.status}`, problem);
  }
  return response;
}

/** Sends a request and reads the JSON of its answer. */
export async function call(path, options = {}) {
  const response = await request(path, { signal: AbortSignal.timeout(TIMEOUT_MILLIS), ...options });
  try {
    return await response.json();
  } catch {
    throw new Problem(0, "the answer ended early");
  }
}

export const post = (path, body) => call(path, { method: "POST", body });

/** Saves what a path answers as a file; a link could not, for it sends no token. */
export async function save(path, name) {
  const response = await request(path);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await response.blob());
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

/**
 * Asks for a path again and again, and keeps the last answer when there is none.
 *
 * @returns data of the last good answer, problem of the last try (or null), asOf: when data came, and refresh
 */
export function usePolled(path, seconds) {
  const [answer, setAnswer] = useState({ path: null });
  const wake = useRef(() => {});
  useEffect(() => {
    if (path === null) {
      return undefined;
    }
    let isOver = false;
    let timer;
    let round = 0;
    async function poll() {
      clearTimeout(timer);
      // A tab that is not looked at asks nothing: the fleet answers each question with all of its processes.
      if (document.hidden) {
        return;
      }
      const mine = ++round;
      let next;
      try {
        const data = await call(path);
        next = () => ({ path, data, problem: null, asOf: Date.now() });
      } catch (problem) {
        next = (last) => ({ ...(last.path === path ? last : { path, asOf: Date.now() }), problem });
      }
      if (!isOver && mine === round) {
        setAnswer(next);
        timer = setTimeout(poll, seconds * 1000);
      }
    }
    wake.current = poll;
    document.addEventListener("visibilitychange", poll);
    poll();
    return () => {
      isOver = true;
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", poll);
    };
  }, [path, seconds]);
  const refresh = useCallback(() => wake.current(), []);
  return answer.path === path ? { ...answer, refresh } : { data: undefined, problem: null, asOf: null, refresh };
}
