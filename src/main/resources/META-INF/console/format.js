// Numbers and times as people read them. What is not known is a dash.

const WHOLE = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const TENTHS = new Intl.NumberFormat("en", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const CLOCK = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const ZONE = new Intl.DateTimeFormat("en-GB", { timeZoneName: "short" });
const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
export const UNKNOWN = "–";

const isNumber = (value) => typeof value === "number" && Number.isFinite(value);

export function count(value) {
  return isNumber(value) ? WHOLE.format(value) : UNKNOWN;
}

/** A number with its noun: 1 event, 2 events. */
export function counted(value, noun, plural = `${noun}s`) {
  return `${count(value)} ${value === 1 ? noun : plural}`;
}

export function rate(value) {
  if (!isNumber(value)) {
    return UNKNOWN;
  }
  return value === 0 ? "0" : value < 10 ? TENTHS.format(value) : WHOLE.format(value);
}

export function percent(share) {
  return isNumber(share) ? `${TENTHS.format(share * 100)} %` : UNKNOWN;
}

/** A length of time in at most two units. */
export function duration(seconds) {
  if (!isNumber(seconds)) {
    return UNKNOWN;
  }
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) {
    return `${whole} s`;
  }
  if (whole < 3600) {
    return `${Math.floor(whole / 60)} min`;
  }
  if (whole < 86_400) {
    return two(Math.floor(whole / 3600), "h", Math.floor(whole % 3600 / 60), "min");
  }
  return two(Math.floor(whole / 86_400), "d", Math.floor(whole % 86_400 / 3600), "h");
}

function two(large, largeUnit, small, smallUnit) {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

export function bytes(value) {
  if (!isNumber(value)) {
    return UNKNOWN;
  }
  const units = ["B", "kB", "MB", "GB", "TB"];
  let unit = 0;
  let left = value;
  while (left >= 1000 && unit < units.length - 1) {
    left /= 1000;
    unit++;
  }
  return `${unit === 0 || left >= 100 ? WHOLE.format(left) : TENTHS.format(left)} ${units[unit]}`;
}

/** The time of day, with the day if that is not today. */
export function clock(time) {
  const date = new Date(time ?? NaN);
  if (Number.isNaN(date.getTime())) {
    return UNKNOWN;
  }
  const isToday = date.toDateString() === new Date().toDateString();
  return isToday ? CLOCK.format(date) : `${DAY.format(date)} ${CLOCK.format(date)}`;
}

/** The zone that all times are shown in, such as GMT+1. */
export function zone() {
  return ZONE.formatToParts(new Date()).find((each) => each.type === "timeZoneName").value;
}

/** Seconds from a time to another, both as the fleet's clocks have them. */
export function secondsBetween(from, to) {
  const seconds = (Date.parse(to) - Date.parse(from)) / 1000;
  return Number.isFinite(seconds) ? seconds : null;
}

/** Anything of JSON as text; a string as it is. */
export function text(value) {
  if (value === null || value === undefined) {
    return "";
  }
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}
