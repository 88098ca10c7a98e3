// Keeps the links of a letter equal to what is typed. The server writes the same links for those without scripts.
"use strict";

const form = document.querySelector("[data-letter]");
const links = document.querySelector("[data-letter-links]");
const SAFE = 2000;
const MOST = 8000;

const encode = (text) => encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
const lines = (text) => encode(text.replace(/\r\n|\r|\n/g, "\r\n"));

// The name and the branch stand below the message, in place of those that were typed before.
let signature = "";
const sign = () => {
  const { sender, sender_branch: branch, body } = form.elements;
  const now = [sender.value.trim(), branch.value.trim()].filter(Boolean).join("\n");
  if (now === signature) return;
  let bare = body.value.trimEnd();
  if (signature && bare.endsWith(signature)) bare = bare.slice(0, -signature.length).trimEnd();
  body.value = now ? `${bare}\n\n${now}\n` : `${bare}\n`;
  signature = now;
};

const refresh = () => {
  const { to, subject, body, copy } = Object.fromEntries(new FormData(form));
  const bcc = copy ? encode(form.elements.copy.dataset.copiesTo) : "";
  const copied = bcc && `&bcc=${bcc}`;
  const start = `mailto:${encode(to).replaceAll("%40", "@")}?${bcc && `bcc=${bcc}&`}subject=${encode(subject)}`;
  const whole = `${start}&body=${lines(body)}`;
  const web = { to: encode(to), subject: encode(subject), body: encode(body) };
  links.querySelector("[data-mailto]").href = whole;
  links.querySelector("[data-mailto-short]").href = start;
  links.querySelector("[data-gmail]").href = `https://mail.google.com/mail/?view=cm&fs=1&to=${web.to}${copied}&su=${web.subject}&body=${web.body}`;
  links.querySelector("[data-outlook]").href = `https://outlook.live.com/mail/0/deeplink/compose?to=${web.to}${copied}&subject=${web.subject}&body=${web.body}`;
  links.querySelector("[data-when-fits]").hidden = whole.length > MOST;
  links.querySelector("[data-when-long]").hidden = whole.length <= SAFE;
};

form.addEventListener("input", (event) => {
  if (event.target.name.startsWith("sender")) sign();
  refresh();
});
// The name may be known, and the browser may have kept what was typed before a reload.
if (form.elements.body.value.trimEnd().endsWith(form.elements.sender.value.trim())) {
  signature = [form.elements.sender.value.trim(), form.elements.sender_branch.value.trim()].filter(Boolean).join("\n");
}
sign();
refresh();
