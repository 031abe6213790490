// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/protocol/credential.h"

#include <QRegularExpression>

#include <algorithm>

namespace Kontor
{
namespace
{
const QLatin1StringView Mask("***");
constexpr qsizetype Telling = 4; // so much of the beginning of a secret already tells something

// Texts are cut after some length, which may be in the middle of the secret.
void maskBeginning(QString &text, const QString &secret)
{
    for (auto size = std::min(secret.size() - 1, text.size()); size >= Telling; --size) {
        if (text.endsWith(QStringView(secret).first(size))) {
            text.chop(size);
            text += Mask;
            return;
        }
    }
}

// Sign-ins travel as base64 together with other words, so the secret begins anywhere in it.
void maskEncoded(QString &text, const QByteArray &secret)
{
    static const QRegularExpression encoded(QStringLiteral("[A-Za-z0-9+/]{%1,}=*").arg(Telling));
    const auto beginning = secret.first(std::min<qsizetype>(secret.size(), Telling));
    qsizetype at = 0;
    while (true) {
        const auto match = encoded.match(text, at);
        if (!match.hasMatch()) {
            return;
        }
        at = match.capturedEnd();
        if (QByteArray::fromBase64(match.capturedView().toLatin1()).contains(beginning)) {
            text.replace(match.capturedStart(), match.capturedLength(), Mask);
            at = match.capturedStart() + Mask.size();
        }
    }
}

void mask(QString &text, const QString &secret)
{
    if (secret.isEmpty()) {
        return;
    }
    QString quoted = secret;
    quoted.replace(QLatin1Char('\\'), QLatin1String("\\\\")).replace(QLatin1Char('"'), QLatin1String("\\\""));
    for (const auto &spelling : {secret, quoted, secret.simplified(), quoted.simplified()}) { // server's words are simplified
        if (!spelling.isEmpty()) {
            text.replace(spelling, Mask);
            maskBeginning(text, spelling);
        }
    }
    maskEncoded(text, secret.toUtf8());
}
}

Error withoutSecret(Error error, const Credential &credential)
{
    mask(error.message, credential.secret);
    mask(error.detail, credential.secret);
    return error;
}

}
