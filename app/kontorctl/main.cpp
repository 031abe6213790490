// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/catalogue.h"
#include "base/memoryhabit.h"
#include "commands.h"

#include <KLocalizedString>
#include <QCoreApplication>
#include <QHash>
#include <QTextStream>

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>

using namespace Kontor;

namespace
{
using Function = ExitCode (*)(const Invocation &, Report &);

struct Command {
    QString name; ///< "search", "accounts add"
    Function function = nullptr; ///< null: there is no such command
};

/// The command for the words, which lose its name.
Command commandFor(QStringList &words)
{
    static const QHash<QString, Function> alone{{QStringLiteral("sync"), synchronise}, {QStringLiteral("status"), showStatus}, {QStringLiteral("repair"), repairStore}};
    static const QHash<QString, Function> ofAccounts{{QStringLiteral("add"), addAccount}, {QStringLiteral("change"), changeAccount}, {QStringLiteral("remove"), removeAccount}};
    const auto first = words.isEmpty() ? QString() : words.takeFirst();
    const auto second = words.value(0);
    if (first == u"accounts" && ofAccounts.contains(second)) {
        words.removeFirst();
        return {first + u' ' + second, ofAccounts.value(second)};
    }
    if (const auto name = QString(first + u' ' + second); first == u"files" && fileVerbs().contains(name)) {
        words.removeFirst();
        return {name, workOnFiles};
    }
    if (first == u"chat") { // two words, or three: "chat keys export"
        for (const int length : {2, 1}) {
            const auto name = QString(first + u' ' + words.first(std::min<qsizetype>(length, words.size())).join(u' '));
            if (words.size() >= length && chatVerbs().contains(name)) {
                words = words.sliced(length);
                return {name, workOnChat};
            }
        }
    }
    if (first == u"outbox" && (second == u"retry" || second == u"discard")) {
        return {first, settleChange};
    }
    if (first == u"accounts" || first == u"outbox") {
        if (second == u"list") {
            words.removeFirst();
        }
        return {first, !words.isEmpty() ? nullptr : first == u"accounts" ? listAccounts : listOutbox};
    }
    if (alone.contains(first) && words.isEmpty()) {
        return {first, alone.value(first)};
    }
    return {first, first == u"search" ? searchMail : first == u"export" ? exportMail : first == u"import" ? importFile : nullptr};
}

/// A standard stream that is closed would lend its number to the next file we open, and what is
/// printed would end up there.
void occupyStandardStreams()
{
    for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        if (::fcntl(stream, F_GETFD) < 0 && errno == EBADF) {
            const int null = ::open("/dev/null", stream == STDERR_FILENO ? O_WRONLY : O_RDONLY); // printing to a closed output fails, as it should
            if (null >= 0 && null != stream) {
                ::dup2(null, stream);
                ::close(null);
            }
        }
    }
}
}

int main(int argc, char *argv[])
{
    setMemoryHabits();
    occupyStandardStreams();
    std::signal(SIGPIPE, SIG_IGN); // "kontorctl … | head" must not end us in the middle of something
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
    if (command.function == workOnFiles || command.function == workOnChat) {
        invocation.command = command.name;
    }
    if (!command.function) {
        const auto sentence = invocation.command.isEmpty() ? i18nc("@info:shell", "Please name a command; kontorctl --help lists them.")
                                                           : i18nc("@info:shell", "“%1” is not a command like this; kontorctl --help lists them.", invocation.command);
        return report.finish(report.usage(sentence));
    }
    if (const auto foreign = foreignOptions(command.name, parser); !foreign.isEmpty()) {
        return report.finish(report.usage(i18nc("@info:shell", "“%1” does not take --%2; kontorctl --help tells more.", command.name, foreign.join(QStringLiteral(", --")))));
    }
    return report.finish(command.function(invocation, report));
}
