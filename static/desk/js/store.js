// What is kept in this browser: texts, and the photos that go with them. IndexedDB, or where there is none (some
// private windows) localStorage for texts and this page's memory for photos. Each text says whose it is.
const MONTH = 30 * 24 * 3600 * 1000;
const PREFIX = "desk-kept:";
const memory = new Map();
let opened;

export const uuid = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // randomUUID stands on https pages alone
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const text = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return text.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
};

const asked = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

function database() {
  opened ??= new Promise((resolve) => {
    let request;
    try {
      request = indexedDB.open("desk", 1);
    } catch {
      resolve(null);
      return;
    }
    request.onupgradeneeded = () => {
      request.result.createObjectStore("texts", { keyPath: "id" });
      request.result.createObjectStore("photos", { keyPath: "key" });
    };
    request.onerror = () => resolve(null);
    request.onsuccess = () => {
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
  });
  return opened;
}

// Runs `work` with the stores in one transaction; resolves once it is on the disk.
async function within(mode, work) {
  const base = await database();
  const act = base.transaction(["texts", "photos"], mode, { durability: "strict" });
  const ended = new Promise((resolve, reject) => {
    act.oncomplete = resolve;
    act.onerror = act.onabort = () => reject(act.error);
  });
  const found = await work(act.objectStore("texts"), act.objectStore("photos"));
  await ended;
  return found;
}

// The texts of this person, the oldest first.
export async function all(user) {
  let found;
  if (await database()) {
    found = await within("readonly", (texts) => asked(texts.getAll()));
  } else {
    found = Object.keys(localStorage)
      .filter((name) => name.startsWith(PREFIX))
      .map((name) => JSON.parse(localStorage.getItem(name)));
  }
  return found.filter((text) => text.user === user).sort((one, other) => one.at - other.at);
}

// Changes a text by `how(text or undefined)`, which gives the new one, or undefined to leave things as they are.
export async function change(id, how) {
  if (await database()) {
    return within("readwrite", async (texts) => {
      const now = how(await asked(texts.get(id)));
      if (now) texts.put(now);
      return now;
    });
  }
  const now = how(JSON.parse(localStorage.getItem(PREFIX + id)) ?? undefined);
  if (now) localStorage.setItem(PREFIX + id, JSON.stringify(now));
  return now;
}

export async function drop(id) {
  if (!(await database())) {
    localStorage.removeItem(PREFIX + id);
    return;
  }
  await within("readwrite", async (texts, photos) => {
    const text = await asked(texts.get(id));
    for (const photo of text?.photos ?? []) photos.delete(photo.key);
    texts.delete(id);
  });
}

// Keeps a file. Gives false where it lives only as long as this page.
export async function keepFile(key, blob) {
  try {
    await within("readwrite", (_texts, photos) => photos.put({ key, blob, at: Date.now() }));
    return true;
  } catch {
    memory.set(key, blob);
    return false;
  }
}

export async function file(key) {
  if (memory.has(key)) return memory.get(key);
  if (!(await database())) return undefined;
  return (await within("readonly", (_texts, photos) => asked(photos.get(key))))?.blob;
}

export async function dropFile(key) {
  memory.delete(key);
  if (await database()) await within("readwrite", (_texts, photos) => photos.delete(key));
}

// At sign-out: nothing of this person stays.
export async function clear(user) {
  for (const text of await all(user)) await drop(text.id);
}

// What nobody asked for in a month goes, whoever it was.
export async function sweep() {
  const old = Date.now() - MONTH;
  if (!(await database())) return;
  await within("readwrite", async (texts, photos) => {
    const named = new Set();
    for (const text of await asked(texts.getAll())) {
      if (text.at < old) texts.delete(text.id);
      else for (const photo of text.photos ?? []) named.add(photo.key);
    }
    for (const photo of await asked(photos.getAll())) {
      if (!named.has(photo.key) && photo.at < Date.now() - 3600_000) photos.delete(photo.key);
    }
  });
}
