// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "report.h"

#include "store/storageproblem.h"

#include <KLocalizedString>
#include <QJsonDocument>
#include <QTextStream>

#include <cerrno>
#include <cstdio>

namespace Kontor
{

QString Report::harmless(const QString &text)
{
    auto harmless = text;
    for (auto &c : harmless) {
        const bool turnsText = (c >= QChar(0x202a) && c <= QChar(0x202e)) || (c >= QChar(0x2066) && c <= QChar(0x2069));
        if (c == u'\n' || c == u'\r') {
            c = u' ';
        } else if ((c.category() == QChar::Other_Control && c != u'\t') || turnsText) {
            c = QChar::ReplacementCharacter;
        }
    }
    return harmless;
}

void Report::line(const QString &text)
{
    if (!m_isJson) {
        QTextStream(stdout) << harmless(text) << '\n';
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
        QTextStream(stderr) << "kontorctl: " << harmless(error.message) << '\n';
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
    if (std::fflush(stdout) == 0 && !std::ferror(stdout)) {
        return int(code);
    }
    if (errno != EPIPE) { // who stopped reading wants no more
        QTextStream(stderr) << "kontorctl: " << i18nc("@info:shell", "The output could not be written: %1", qt_error_string(errno)) << '\n';
    }
    return int(code == ExitCode::Ok ? ExitCode::Incomplete : code);
}

}
