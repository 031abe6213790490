// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the library tells by itself.
import { state, tell } from "/state.js";

export const withheldOf = (it) => ({
    roomId: it.roomId.toString(),
    sessionId: it.sessionId,
    sender: it.sender.toString(),
    code: it.withheldCode,
});

const backupSecret = "m.megolm_backup.v1";

/// Once, after opening.
export function follow() {
    const { machine } = state;
    machine.registerRoomKeyUpdatedCallback(async (keys) => {
        tell({ event: "roomKeys", keys: keys.map((it) => ({ roomId: it.roomId.toString(), sessionId: it.sessionId })) });
    });
    machine.registerRoomKeysWithheldCallback(async (all) => tell({ event: "withheld", withheld: all.map(withheldOf) }));
    machine.registerDevicesUpdatedCallback(async (users) => tell({ event: "devices", users }));
    machine.registerUserIdentityUpdatedCallback(async (user) => tell({ event: "identity", user: user.toString() }));
    machine.registerReceiveSecretCallback(async (name, value) => tell({ event: "secret", name, value }));
    // One that arrived shortly before the end of the last run.
    machine.getSecretsFromInbox(backupSecret).then(
        (values) => values.forEach((value) => tell({ event: "secret", name: backupSecret, value })),
        () => {});
}

export const forgetSecrets = () => state.machine.deleteSecretsFromInbox(backupSecret);
