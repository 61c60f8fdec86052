// Everything works without this script; it only adds.

const { capsLock, hangul } = document.body.dataset;

const errors = document.getElementById("errors");
errors?.focus();
errors?.addEventListener("click", event => {
    const target = event.target instanceof HTMLAnchorElement ? document.getElementById(event.target.hash.slice(1)) : null;
    if (!target)
        return;
    event.preventDefault();
    target.closest("details")?.setAttribute("open", "");
    target.focus();
    target.scrollIntoView({ block: "center" });
});

// A screen reader hears what changes, not what was there when the page came.
const notice = document.querySelector("#notice p");
if (notice)
    setTimeout(() => notice.replaceChildren(...[...notice.childNodes].map(node => node.cloneNode(true))), 100);

const live = control => control.closest(".field")?.querySelector(".live");

function say(control, text) {
    const place = live(control);
    if (place && place.textContent !== text)
        place.textContent = text;
}

function warnOfHangul(control) {
    if (control.type !== "password" && hasHangul(control.value))
        say(control, hangul);
    else if (live(control)?.textContent === hangul)
        say(control, "");
}

const hasHangul = text => /[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]/.test(text);

for (const button of document.querySelectorAll("button.show")) {
    const input = document.getElementById(button.getAttribute("aria-controls"));
    button.hidden = false;
    button.addEventListener("click", () => {
        const shows = button.getAttribute("aria-pressed") === "true";
        reveal(button, input, !shows);
    });
}

function reveal(button, input, shows) {
    input.type = shows ? "text" : "password";
    button.setAttribute("aria-pressed", String(shows));
    input.spellcheck = false;
    input.autocapitalize = "none";
    if (!shows)
        say(input, "");
}

function hideAll() {
    for (const button of document.querySelectorAll("button.show[aria-pressed='true']"))
        reveal(button, document.getElementById(button.getAttribute("aria-controls")), false);
}

document.addEventListener("input", event => {
    const { target } = event;
    if (target.matches("input[lang='en'], .control:has(.show) input"))
        warnOfHangul(target);
    else if (target.dataset?.max)
        count(target);
});

function count(area) {
    const left = Number(area.dataset.max) - [...area.value.replaceAll("\r\n", "\n").trim()].length;
    say(area, left > Number(area.dataset.max) / 10 ? "" : left < 0 ? area.dataset.over.replace("{over}", -left) : area.dataset.left.replace("{left}", left));
}

for (const type of ["keydown", "keyup"]) {
    document.addEventListener(type, event => {
        const { target } = event;
        if (!(event instanceof KeyboardEvent) || !target.matches?.(".control:has(.show) input"))
            return;
        if (event.getModifierState("CapsLock"))
            say(target, capsLock);
        else if (live(target)?.textContent === capsLock)
            say(target, "");
    });
}

document.addEventListener("submit", event => {
    const button = event.submitter;
    if (button?.getAttribute("aria-disabled") === "true") {
        event.preventDefault();
        return;
    }
    hideAll();
    if (button?.dataset.busy) {
        button.dataset.idle = button.textContent;
        button.textContent = button.dataset.busy;
        button.setAttribute("aria-disabled", "true");
    }
});

addEventListener("pageshow", () => {
    hideAll();
    for (const button of document.querySelectorAll("[data-idle]")) {
        button.textContent = button.dataset.idle;
        button.removeAttribute("aria-disabled");
        delete button.dataset.idle;
    }
});
