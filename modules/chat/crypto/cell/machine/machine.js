// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Takes calls, hands them to the machine, and gives the answers back. A call is {id, call, args}; an answer {id, ok} or
// {id, error: {code, text}}; what happens by itself is {event, …}.
import { Refusal, isOfStore, state, tell, wordsOf } from "/state.js";
import * as identity from "/identity.js";
import * as keys from "/keys.js";
import * as people from "/people.js";
import * as store from "/store.js";
import * as verification from "/verification.js";

const calls = { ...identity.calls, ...keys.calls, ...people.calls, ...store.calls, ...verification.calls };

/// A library that broke down in the middle of something must not go on.
function watchForPanics() {
    const broke = (error) => {
        if (error instanceof WebAssembly.RuntimeError) tell({ event: "panic" });
    };
    addEventListener("error", (event) => broke(event.error));
    addEventListener("unhandledrejection", (event) => broke(event.reason));
    const complain = console.error;
    console.error = (...words) => {
        complain(...words);
        if (String(words[0]).includes("panicked at")) tell({ event: "panic" });
    };
}

function refusalOf(error) {
    if (error instanceof WebAssembly.RuntimeError) tell({ event: "panic" });
    const code = error instanceof Refusal ? error.code : isOfStore(error) ? "storage" : "protocol";
    return { code, text: wordsOf(error) };
}

async function handle({ id, call, args }) {
    try {
        if (!Object.hasOwn(calls, call)) throw new Refusal("protocol", "no such call");
        if (!state.machine && call !== "open") throw new Refusal("not-found", "not open");
        tell({ id, ok: (await calls[call](args ?? {})) ?? null });
    } catch (error) {
        const refusal = refusalOf(error);
        tell({ id, error: refusal });
        // What could not be written is in memory all the same; only the disk counts.
        if (refusal.code === "storage") tell({ event: "panic" });
    }
}

watchForPanics();
for (;;) {
    const next = await fetch("/next");
    for (const call of await next.json()) handle(call); // begun in their order, answered in any
}
