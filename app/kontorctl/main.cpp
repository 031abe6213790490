// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/catalogue.h"
#include "commands.h"

#include <KLocalizedString>
#include <QCoreApplication>
#include <QTextStream>

#include <csignal>

using namespace Kontor;

namespace
{
using Command = ExitCode (*)(const Invocation &, Report &);

/// The command for the words, which lose its name.
Command commandFor(QStringList &words)
{
    const auto first = words.isEmpty() ? QString() : words.takeFirst();
    const auto second = words.value(0);
    if (first == u"accounts") {
        if (second == u"add" || second == u"remove") {
            words.removeFirst();
            return second == u"add" ? addAccount : removeAccount;
        }
        if (second == u"list") {
            words.removeFirst();
        }
        return words.isEmpty() ? listAccounts : nullptr;
    }
    if (first == u"outbox") {
        if (second == u"retry" || second == u"discard") {
            return settleChange;
        }
        if (second == u"list") {
            words.removeFirst();
        }
        return words.isEmpty() ? listOutbox : nullptr;
    }
    if (first == u"sync" && words.isEmpty()) {
        return synchronise;
    }
    if (first == u"repair" && words.isEmpty()) {
        return repairStore;
    }
    if (first == u"status" && words.isEmpty()) {
        return showStatus;
    }
    if (first == u"search") {
        return searchMail;
    }
    return first == u"export" ? exportMail : nullptr;
}
}

int main(int argc, char *argv[])
{
    std::signal(SIGXFSZ, SIG_IGN); // a limit on the size of files is an error like a full disk, not the end
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("kontorctl"));
    QCoreApplication::setApplicationVersion(QStringLiteral(KONTOR_VERSION));
    // The last KJob or event loop lock must not end us in the middle of something.
    QCoreApplication::setQuitLockEnabled(false);
    useCatalogue();

    QCommandLineParser parser;
    addOptions(parser);
    const bool isUnderstood = parser.parse(QCoreApplication::arguments());
    Invocation invocation;
    invocation.words = parser.positionalArguments();
    invocation.command = invocation.words.value(0);
    invocation.isJson = parser.isSet(QStringLiteral("json"));
    invocation.profile = parser.isSet(QStringLiteral("profile")) ? parser.value(QStringLiteral("profile")) : usualProfile();
    invocation.keyFile = parser.value(QStringLiteral("key-file"));
    invocation.passphraseFile = parser.value(QStringLiteral("passphrase-file"));
    invocation.options = &parser;
    Report report(invocation);

    if (parser.isSet(QStringLiteral("help"))) {
        QTextStream(stdout) << helpText() << '\n' << parser.helpText();
        return int(ExitCode::Ok);
    }
    if (parser.isSet(QStringLiteral("version"))) {
        QTextStream(stdout) << "kontorctl " << QCoreApplication::applicationVersion() << '\n';
        return int(ExitCode::Ok);
    }
    if (!isUnderstood) {
        return report.finish(report.usage(parser.errorText()));
    }
    const auto command = commandFor(invocation.words);
    if (!command) {
        const auto sentence = invocation.command.isEmpty() ? i18nc("@info:shell", "Please name a command; kontorctl --help lists them.")
                                                           : i18nc("@info:shell", "“%1” is not a command like this; kontorctl --help lists them.", invocation.command);
        return report.finish(report.usage(sentence));
    }
    return report.finish(command(invocation, report));
}
