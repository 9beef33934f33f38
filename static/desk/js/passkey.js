// <form data-passkey="alone|factor|confirm|add"> asks the device for a passkey and sends its answer as the form's
// `credential`. The form is hidden until it is known that this browser can.
const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

// What the server sends as JSON, as the browser wants it.
function read(asked) {
  const wanted = { ...asked, challenge: bytes(asked.challenge) };
  if (asked.user) wanted.user = { ...asked.user, id: bytes(asked.user.id) };
  for (const list of ["allowCredentials", "excludeCredentials"]) {
    if (asked[list]) wanted[list] = asked[list].map((one) => ({ ...one, id: bytes(one.id) }));
  }
  return wanted;
}

// What the device gives, as JSON.
function written(credential) {
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[part]) response[part] = text(credential.response[part]);
  }
  return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response });
}

async function options(form) {
  const body = new URLSearchParams({ for: form.dataset.passkey });
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  const answer = await fetch(form.dataset.options, { method: "POST", body });
  const said = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(said.refused), { name: "Refused" });
  return read(said.publicKey);
}

const words = { InvalidStateError: "known", TypeError: "offline", SyntaxError: "offline" };

async function ask(form) {
  const says = form.querySelector("[data-passkey-says]");
  const button = form.querySelector("button");
  says.hidden = true;
  button.disabled = true;
  try {
    const publicKey = await options(form);
    const way = form.dataset.passkey === "add" ? "create" : "get";
    form.elements.credential.value = written(await navigator.credentials[way]({ publicKey }));
    form.submit();
  } catch (error) {
    says.querySelector("span").textContent =
      error.name === "Refused" ? error.message : form.dataset[words[error.name] ?? "away"];
    says.hidden = false;
    button.disabled = false;
  }
}

if (globalThis.PublicKeyCredential && globalThis.isSecureContext) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      ask(form);
    });
  }
  for (const line of document.querySelectorAll("[data-passkey-or]")) line.hidden = false;
  for (const line of document.querySelectorAll("[data-passkey-none]")) line.hidden = true;
}
addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("form[data-passkey] button")) button.disabled = false;
});
