// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "report.h"

#include "store/storageproblem.h"

#include <KLocalizedString>
#include <QJsonDocument>
#include <QTextStream>

namespace Kontor
{

void Report::line(const QString &text)
{
    if (!m_isJson) {
        QTextStream(stdout) << text << '\n';
    }
}

QJsonObject Report::toJson(const Error &error)
{
    return {{QStringLiteral("kind"), kindName(error.kind)}, {QStringLiteral("message"), error.message}, {QStringLiteral("detail"), error.detail}};
}

ExitCode Report::fail(const Error &error)
{
    if (m_isJson) {
        set(QStringLiteral("error"), toJson(error));
    } else {
        QTextStream(stderr) << "kontorctl: " << error.message << '\n';
    }
    tellRemedy(error);
    return exitCodeFor(error);
}

void Report::tellRemedy(const Error &error)
{
    if (!m_isJson && isDamaged(error)) {
        QTextStream(stderr) << "kontorctl: " << i18nc("@info:shell", "Run “kontorctl repair”, or open Kontor and let it rebuild its data.") << '\n';
    }
}

ExitCode Report::usage(const QString &sentence)
{
    fail(Error{.kind = Error::Kind::Protocol, .message = sentence, .detail = {}});
    return ExitCode::Usage;
}

int Report::finish(ExitCode code)
{
    if (m_isJson) {
        set(QStringLiteral("exitCode"), int(code));
        QTextStream(stdout) << QString::fromUtf8(QJsonDocument(m_object).toJson());
    }
    return int(code);
}

}
