// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Comparing emoji with another device. The library has the protocol; here is who hears of it.
import { deviceOf } from "/people.js";
import { Refusal, request, requests, roomId, state, tell, userId } from "/state.js";

const phases = { asked: 0, requested: 1, ready: 2, started: 3, comparing: 4, confirmed: 5, done: 6, cancelled: 7, elsewhere: 8 };
const flows = new Map(); // name to {request, hasAgreed, last}
const wanted = new Map(); // requests that came by themselves, until they are sent
const nameOf = (user, flow) => `${user} ${flow}`;

function sasOf(it) {
    const verification = it.getVerification();
    return verification instanceof state.lib.Sas ? verification : undefined;
}

function phaseOf(it, sas) {
    const { VerificationRequestPhase: Phase } = state.lib;
    if (it.isPassive()) return phases.elsewhere;
    if (it.isCancelled() || sas?.isCancelled()) return phases.cancelled;
    if (it.isDone() || sas?.isDone()) return phases.done;
    if (sas?.haveWeConfirmed()) return phases.confirmed;
    if (sas?.canBePresented()) return phases.comparing;
    return { [Phase.Created]: phases.asked, [Phase.Requested]: phases.requested, [Phase.Ready]: phases.ready }[it.phase()] ?? phases.started;
}

function describe(it) {
    const sas = sasOf(it);
    const phase = phaseOf(it, sas);
    const isShown = phase === phases.comparing || phase === phases.confirmed;
    const indices = isShown ? sas?.emojiIndex() : undefined;
    const emoji = isShown ? sas?.emoji() : undefined;
    const cancel = phase === phases.cancelled ? it.cancelInfo ?? sas?.cancelInfo() : undefined;
    return {
        flowId: it.flowId,
        userId: it.otherUserId.toString(),
        deviceId: it.otherDeviceId?.toString() ?? "",
        roomId: it.roomId?.toString() ?? "",
        phase,
        isOurs: it.weStarted(),
        isSelf: it.isSelfVerification(),
        emoji: emoji ? emoji.map((one, at) => ({ index: indices[at], symbol: one.symbol, name: one.description })) : [],
        decimals: isShown ? [...(sas?.decimals() ?? [])] : [],
        cancelCode: cancel?.cancelCode() ?? "",
        cancelReason: cancel?.reason() ?? "",
        isCancelledByUs: cancel?.cancelledbyUs() ?? false,
    };
}

function want(it) {
    if (!it) return;
    const made = request(it);
    wanted.set(made.id, made);
}

/// Who agreed to compare need not be asked again when the other side begins.
function goOn(flow) {
    const sas = flow.hasAgreed ? sasOf(flow.request) : undefined;
    if (sas && !sas.hasBeenAccepted() && !sas.isCancelled()) want(sas.accept());
}

function refresh(name) {
    const flow = flows.get(name);
    if (!flow) return;
    goOn(flow);
    const now = describe(flow.request);
    const text = JSON.stringify(now);
    if (text !== flow.last) {
        flow.last = text;
        tell({ event: "verification", verification: now });
    }
    if (now.phase >= phases.done) flows.delete(name);
}

function track(it, hasAgreed) {
    const name = nameOf(it.otherUserId.toString(), it.flowId);
    const known = flows.get(name);
    if (known) {
        known.hasAgreed ||= hasAgreed;
    } else if (hasAgreed || !(it.isDone() || it.isCancelled())) {
        flows.set(name, { request: it, hasAgreed, last: "" });
        it.registerChangesCallback(async () => refresh(name));
    }
    return name;
}

/// After something came: new flows of these users, and what changed in those that are known.
export function look(users) {
    const each = (all, act) => {
        for (const one of all) {
            try {
                act(one);
            } catch (error) { // must not cost anybody the keys that came along
                if (error instanceof WebAssembly.RuntimeError) throw error;
                console.error(`verification: ${error}`);
            }
        }
    };
    each(new Set(users), (user) => state.machine.getVerificationRequests(userId(user)).forEach((it) => track(it, false)));
    each([...flows.keys()], refresh);
}

export const unasked = () => [...wanted.values()];
export const sent = (id) => wanted.delete(id);

function flowOf({ user, flow }) {
    const known = flows.get(nameOf(user, flow))?.request ?? state.machine.getVerificationRequest(userId(user), flow);
    if (!known) throw new Refusal("not-found", "no such verification");
    return known;
}

function step(it, all) {
    const made = { verification: describe(it), requests: requests(all) };
    refresh(nameOf(it.otherUserId.toString(), it.flowId));
    return made;
}

function sasNow(it) {
    const sas = sasOf(it);
    if (!sas) throw new Refusal("conflict", "nothing to compare yet");
    return sas;
}

const methods = () => [state.lib.VerificationMethod.SasV1];

async function identityOf(user) {
    const identity = await state.machine.getIdentity(userId(user));
    if (!identity) throw new Refusal("not-found", "no identity");
    return identity;
}

async function requestVerification({ user, device }) {
    const from = device ? await deviceOf(user, device) : await identityOf(user);
    if (!device && !(from instanceof state.lib.OwnUserIdentity)) throw new Refusal("conflict", "needs a room");
    const [it, out] = await from.requestVerification(methods());
    track(it, true);
    return step(it, [out]);
}

export const calls = {
    requestVerification,
    async verificationContent({ user }) {
        const identity = await identityOf(user);
        if (!(identity instanceof state.lib.OtherUserIdentity)) throw new Refusal("conflict", "needs a device");
        return JSON.parse(identity.verificationRequestContent(methods()));
    },
    async verificationSent({ user, room, event }) {
        const identity = await identityOf(user);
        const it = identity.requestVerification(roomId(room), new state.lib.EventId(event), methods());
        track(it, true);
        return step(it, []).verification;
    },
    async receiveVerification({ room, event }) {
        await state.machine.receiveVerificationEvent(JSON.stringify(event), roomId(room));
        look([String(event.sender)]);
    },
    verifications: async ({ user }) => state.machine.getVerificationRequests(userId(user)).map(describe),
    async acceptVerification(args) {
        const it = flowOf(args);
        track(it, true);
        return step(it, [it.acceptWithMethods(methods())]);
    },
    async startEmoji(args) {
        const it = flowOf(args);
        track(it, true);
        const sas = sasOf(it);
        if (sas) return step(it, [sas.accept()]);
        const started = await it.startSas();
        if (!started) throw new Refusal("conflict", "not ready");
        return step(it, [started[1]]);
    },
    async confirm(args) {
        const it = flowOf(args);
        const sas = sasNow(it);
        if (!sas.canBePresented()) throw new Refusal("conflict", "nothing to compare yet");
        return step(it, await sas.confirm());
    },
    async mismatch(args) {
        const it = flowOf(args);
        return step(it, [sasNow(it).cancelWithCode("m.mismatched_sas")]);
    },
    async cancelVerification(args) {
        const it = flowOf(args);
        return step(it, [sasOf(it)?.cancel() ?? it.cancel()]);
    },
};

setInterval(() => flows.size > 0 && look([]), 5000); // they run out after ten minutes
