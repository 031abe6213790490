// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Users, their identities and devices.
import { Refusal, request, state, userId, userIds } from "/state.js";

function describe(device) {
    const { LocalTrust } = state.lib;
    const trusts = { [LocalTrust.Unset]: 0, [LocalTrust.Verified]: 1, [LocalTrust.BlackListed]: 2, [LocalTrust.Ignored]: 3 };
    return {
        userId: device.userId.toString(),
        deviceId: device.deviceId.toString(),
        name: device.displayName ?? "",
        fingerprint: device.ed25519Key?.toBase64() ?? "",
        senderKey: device.curve25519Key?.toBase64() ?? "",
        trust: trusts[device.localTrustState] ?? 0,
        isSigned: device.isCrossSignedByOwner(),
        isVerified: device.isVerified(),
        isDehydrated: device.isDehydrated,
        firstSeen: Number(device.firstTimeSeen()),
    };
}

async function user({ user: id }) {
    const identity = await state.machine.getIdentity(userId(id));
    const devices = (await state.machine.getUserDevices(userId(id))).devices();
    const isOther = identity instanceof state.lib.OtherUserIdentity;
    let masterKey = "";
    if (identity) {
        const keys = JSON.parse(identity.masterKey).keys ?? {};
        masterKey = String(Object.values(keys)[0] ?? "");
    }
    return {
        userId: id,
        masterKey,
        isVerified: identity?.isVerified() ?? false,
        wasVerified: identity?.wasPreviouslyVerified() ?? false,
        isViolated: identity?.hasVerificationViolation() ?? false,
        needsApproval: isOther ? identity.identityNeedsUserApproval() : false,
        devices: devices.filter((it) => !it.isDeleted()).map(describe),
    };
}

async function identityOf(id) {
    const identity = await state.machine.getIdentity(userId(id));
    if (!identity) throw new Refusal("not-found", "no identity");
    return identity;
}

export async function deviceOf(id, device) {
    const found = await state.machine.getDevice(userId(id), new state.lib.DeviceId(device));
    if (!found) throw new Refusal("not-found", "no such device");
    return found;
}

export const calls = {
    user,
    async setDeviceTrust({ user: id, device, trust }) {
        const { LocalTrust } = state.lib;
        const trusts = [LocalTrust.Unset, LocalTrust.Verified, LocalTrust.BlackListed, LocalTrust.Ignored];
        await (await deviceOf(id, device)).setLocalTrust(trusts[trust]);
    },
    async approveIdentity({ user: id }) {
        const identity = await identityOf(id);
        if (identity instanceof state.lib.OtherUserIdentity) await identity.pinCurrentMasterKey();
    },
    async withdrawVerification({ user: id }) {
        await (await identityOf(id)).withdrawVerification();
    },
    queryUsers: async ({ users }) => request(state.machine.queryKeysForUsers(userIds(users))),
};
