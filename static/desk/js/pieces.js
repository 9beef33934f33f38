// One photo in pieces, after the shape of tus 1.0: ask how far it came, send from there, believe the answer.
import { base64, Sha256 } from "./sha256.js";

const LEAST = 32 * 1024;
const MOST = 1024 * 1024;
let size = 128 * 1024; // of the next piece; follows the line
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// Sends `blob` as the photo at `url`. `line.ask(url, options)` is fetch with the signs of who sends; it throws where
// there is no line. `tell(offset)` hears of progress. Gives {state, offset, said}; `gone` where the server knows
// nothing of it (any more).
export async function sendPhoto(url, blob, line, tell) {
  let stands = await answer(await line.ask(url));
  let damaged = 0;
  while (stands.state === "coming" || stands.state === "whole") {
    tell(stands.offset);
    const piece = new Uint8Array(await blob.slice(stands.offset, stands.offset + size).arrayBuffer());
    const began = performance.now();
    let response;
    try {
      response = await line.ask(url, {
        method: "POST",
        headers: {
          "Content-Type": "application/offset+octet-stream",
          "Upload-Offset": String(stands.offset),
          "Content-Digest": `sha-256=:${base64(new Sha256().add(piece).end())}:`,
        },
        body: piece,
      });
    } catch (error) {
      size = Math.max(LEAST, size / 2); // on a line that breaks, small pieces arrive more often
      throw error;
    }
    const took = performance.now() - began;
    if (response.ok && took < 4000) size = Math.min(MOST, size * 2);
    else if (took > 15000) size = Math.max(LEAST, size / 2);
    if (response.status === 202) await pause(3000); // the server makes the picture ready
    if (response.status === 400) {
      damaged += 1;
      if (damaged > 5) throw new Error("damaged");
      continue; // the piece was damaged on its way: the same one again
    }
    stands = await answer(response);
  }
  tell(stands.offset);
  return stands;
}

async function answer(response) {
  if (response.status === 404) return { state: "gone", offset: 0, said: "" };
  const told = await response.json();
  if (told.state) return told; // also with 409: where it stands
  return { state: "refused", offset: 0, said: told.said ?? "" };
}
