// What the pages do besides, where scripts run: show a password, and say while it is typed what is wrong with it.
// Everything works without; the judgement is always the server's.
"use strict";

const CHECK_MS = 250; // of rest before the server is asked
const SPEAK_MS = 1000; // of rest before the answer is read aloud, or nobody could type in peace

for (const button of document.querySelectorAll(".reveal")) {
  const input = document.getElementById(button.getAttribute("aria-controls"));
  const set = (shown) => {
    input.type = shown ? "text" : "password";
    button.textContent = shown ? button.dataset.hide : button.dataset.show;
  };
  button.hidden = false;
  button.addEventListener("click", () => set(input.type === "password"));
  input.form.addEventListener("submit", () => set(false)); // so that browsers keep it as a password
}

// An element with a text, which is never read as markup.
function element(name, text, className = "") {
  const made = document.createElement(name);
  made.textContent = text;
  made.className = className;
  return made;
}

// The elements that tell a report, as pwpol_report_json() writes it.
function told(report, words) {
  const lang = document.documentElement.lang;
  const elements = [];
  if (report.accepted) elements.push(element("p", words.accepted, "accepted"));
  if (report.findings.length) {
    const list = document.createElement("ul");
    for (const finding of report.findings) {
      const { problem, remedy } = finding.message[lang];
      const item = element("li", "", finding.severity === "error" ? "error" : "note");
      item.append(element("strong", problem), " ", remedy);
      list.append(item);
    }
    elements.push(list);
  }
  if (report.suggestion[lang]) {
    const tip = element("p", "", "suggestion");
    tip.append(element("b", words.tip), " ", report.suggestion[lang]);
    elements.push(tip);
  }
  return elements;
}

for (const input of document.querySelectorAll("[data-check]")) {
  const reasons = document.getElementById("reasons");
  const heard = document.getElementById("heard");
  let checking, speaking, asked;

  const show = (elements, invalid) => {
    reasons.replaceChildren(...elements);
    input.setAttribute("aria-invalid", String(invalid));
    clearTimeout(speaking);
    speaking = setTimeout(() => (heard.textContent = reasons.innerText), SPEAK_MS);
  };

  const check = async () => {
    asked = new AbortController();
    try {
      const body = new URLSearchParams(new FormData(input.form));
      const answer = await fetch("/check", { method: "POST", body, signal: asked.signal });
      if (!answer.ok) return;
      const report = await answer.json();
      show(told(report, reasons.dataset), !report.accepted);
    } catch {
      // No answer, or one about what was typed before: the form itself will have one.
    }
  };

  input.form.addEventListener("input", () => {
    clearTimeout(checking);
    asked?.abort();
    document.querySelector(".problem")?.remove(); // it speaks of what was sent before
    if (input.value) checking = setTimeout(check, CHECK_MS);
    else show([], false);
  });
}
