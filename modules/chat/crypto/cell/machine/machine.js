// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Takes calls, hands them to the machine, and gives the answers back. A call is {id, call, args}; an answer {id, ok} or
// {id, error: {code, text}}; what happens by itself is {event, …}.
const calls = {
    async open(args) {
        const t0 = performance.now();
        const lib = await import("/package/index.mjs");
        await lib.initAsync();
        const t1 = performance.now();
        const dbs = (await indexedDB.databases()).map((d) => d.name);
        const handle = await lib.StoreHandle.openWithKey("kontor", Uint8Array.from(atob(args.key), (c) => c.charCodeAt(0)));
        const machine = await lib.OlmMachine.initFromStore(new lib.UserId(args.userId), new lib.DeviceId(args.deviceId), handle);
        const est = await navigator.storage.estimate();
        const persist = await navigator.storage.persist();
        const core = await new Promise((ok, bad) => { const r = indexedDB.open("kontor::matrix-sdk-crypto"); r.onerror = () => bad(r.error);
            r.onsuccess = () => { const db = r.result; const names = [...db.objectStoreNames]; const q = db.transaction("core").objectStore("core").getAllKeys(); q.onsuccess = () => { db.close(); ok({ names, keys: q.result.map(String) }); }; }; });
        return { fp: machine.identityKeys.ed25519.toBase64(), dbs, init: t1 - t0, all: performance.now() - t0, est, persist, core };
    },
};

async function answer(value) {
    await fetch("/done", { method: "POST", body: JSON.stringify(value) });
}

async function handle({ id, call, args }) {
    try {
        await answer({ id, ok: await calls[call](args) });
    } catch (error) {
        await answer({ id, error: { code: "protocol", text: String(error) } });
    }
}

for (;;) {
    const next = await fetch("/next");
    for (const call of await next.json()) handle(call);
}
