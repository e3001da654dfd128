"use strict";
// The pages work without this: it saves reloading, choosing files by hand, and pressing 保存 to see what is wrong.

const body = document.body;
const notice = document.getElementById("notice");

function tell(text) {
  if (notice) { notice.textContent = text; notice.hidden = false; }
}

// --- the page keeps itself up to date: each element with data-part is replaced by the one of the same id -------------

async function refresh() {
  const answer = await fetch(location.href);
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of document.querySelectorAll("[data-part]")) {
    const other = fresh.getElementById(part.id);
    if (!other || part.innerHTML === other.innerHTML) continue;
    const address = part.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    part.replaceWith(other);
    if (address) other.querySelector(`[href="${CSS.escape(address)}"]`)?.focus();
  }
  filter();
  if (!fresh.body.dataset.live) stop();
}

let events = null;
let first = true;

function stop() {
  events?.close();
  events = null;
}

function listen() {
  if (events || document.hidden || !body.dataset.live) return;
  events = new EventSource(body.dataset.live);
  events.onmessage = () => {
    if (body.dataset.notice) {
      if (!first) tell(`${body.dataset.notice}，刷新页面可以看到。`);
      first = false;
    } else {
      refresh();
    }
  };
}

document.addEventListener("visibilitychange", () => (document.hidden ? stop() : listen()));
addEventListener("pagehide", stop);
listen();

// --- files may be dropped anywhere ------------------------------------------------------------------------------------

async function inside(entry) {
  if (entry.isFile) return [await new Promise((found, failed) => entry.file(found, failed))];
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    const some = await new Promise((ready, failed) => reader.readEntries(ready, failed));
    if (!some.length) return found;
    for (const one of some) found.push(...(await inside(one)));
  }
}

async function dropped(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  const files = entries.length ? (await Promise.all(entries.map(inside))).flat() : [...transfer.files];
  if (!files.length) return;
  tell(`正在送进来 ${files.length} 个文件……`);
  const form = new FormData();
  for (const file of files) form.append("files", file, file.name);
  const answer = await fetch(body.dataset.drop, { method: "POST", body: form });
  if (answer.ok) location.assign(answer.url);
  else tell("没有收成，请到“回收”页再试。");
}

function carriesFiles(event) {
  return body.dataset.drop && event.dataTransfer?.types.includes("Files") && event.target?.type !== "file";
}

addEventListener("dragover", (event) => {
  if (!carriesFiles(event)) return;
  event.preventDefault();
  body.classList.add("over");
});
addEventListener("dragleave", (event) => event.relatedTarget || body.classList.remove("over"));
addEventListener("drop", (event) => {
  if (!carriesFiles(event)) return;
  event.preventDefault();
  body.classList.remove("over");
  dropped(event.dataTransfer);
});

// --- checked as one types ---------------------------------------------------------------------------------------------

for (const form of document.querySelectorAll("[data-check]")) {
  let waiting;
  let number = 0;
  let saved = true;
  form.addEventListener("submit", () => (saved = true));
  addEventListener("beforeunload", (event) => saved || event.preventDefault());
  form.addEventListener("input", (event) => {
    if (event.isComposing) return; // in the middle of a Chinese word
    saved = false;
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const mine = ++number;
      const answer = await fetch(form.dataset.check, { method: "POST", body: new FormData(form) });
      if (answer.ok && mine === number) {
        document.getElementById(form.dataset.found).innerHTML = await answer.text(); // escaped by the server
      }
    }, 300);
  });
  form.addEventListener("compositionend", (event) => event.target.dispatchEvent(new Event("input", { bubbles: true })));
}

// --- the list is filtered as one types --------------------------------------------------------------------------------

const search = document.querySelector("[data-filter]");

function filter() {
  if (!search) return;
  const wanted = search.value.trim().toLowerCase();
  for (const row of document.querySelectorAll(`#${search.dataset.filter} tbody tr`)) {
    row.hidden = !row.textContent.toLowerCase().includes(wanted);
  }
}

search?.addEventListener("input", filter);
