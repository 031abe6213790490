// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/ui/chatproblem.h"

#include <KLocalizedString>

namespace Kontor
{

ChatProblemWords ChatProblemWords::of(ChatProblem problem)
{
    const auto askAgain = i18nc("@action:button for the key of an encrypted message", "Ask Again");
    switch (problem) {
    case ChatProblem::None:
        return {};
    case ChatProblem::NoKeyYet:
        return {.sentence = i18nc("@info", "The key of this message has not arrived yet."), .remedy = Remedy::AskAgain, .action = askAgain};
    case ChatProblem::KeyFromBefore:
        return {.sentence = i18nc("@info", "This message was sent before this device was there. The key backup may have its key."),
                .remedy = Remedy::Restore,
                .action = i18nc("@action:button", "Restore Keys…")};
    case ChatProblem::Withheld:
        return {.sentence = i18nc("@info", "The sender’s device did not want to give this device the key of this message.")};
    case ChatProblem::WithheldUnverified:
        return {.sentence = i18nc("@info", "The sender gives keys only to verified devices, and this one is not verified."),
                .remedy = Remedy::Verify,
                .action = i18nc("@action:button", "Verify This Device…")};
    case ChatProblem::NotMember:
        return {.sentence = i18nc("@info", "You were not in the room when this message was sent, so it was not encrypted for you.")};
    case ChatProblem::Damaged:
        return {.sentence = i18nc("@info", "This message cannot be decrypted: it is damaged, or somebody sent it a second time.")};
    case ChatProblem::Unsupported:
        return {.sentence = i18nc("@info", "This message is encrypted in a way that is not known here.")};
    case ChatProblem::NoCryptography:
        return {.sentence = i18nc("@info", "The encryption is not available here at the moment."),
                .remedy = Remedy::Encryption,
                .action = i18nc("@action:button", "Show Encryption…")};
    }
    return {};
}

ChatTrustWords ChatTrustWords::of(ChatTrust trust, const QString &sender)
{
    switch (trust) {
    case ChatTrust::Plain:
    case ChatTrust::Verified:
    case ChatTrust::Unverified:
        return {};
    case ChatTrust::UnknownDevice:
        return {.sentence = i18nc("@info name", "Encrypted by a device that %1 has not verified.", sender), .isGrave = true};
    case ChatTrust::IdentityChanged:
        return {.sentence = i18nc("@info name", "The identity of %1 has changed since you verified it.", sender), .isGrave = true};
    case ChatTrust::Unauthenticated:
        return {.sentence = i18nc("@info", "The key came by way of a backup: who wrote this cannot be proven here.")};
    case ChatTrust::PlainInEncrypted:
        return {.sentence = i18nc("@info", "Not encrypted, although the room is."), .isGrave = true};
    case ChatTrust::Mismatch:
        return {.sentence = i18nc("@info name", "Not encrypted by %1, in whose name it was sent.", sender), .isGrave = true};
    }
    return {};
}

}
