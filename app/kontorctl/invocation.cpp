// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "invocation.h"

#include <KLocalizedString>
#include <QFile>
#include <QStandardPaths>

#include <cstdio>
#include <termios.h>
#include <unistd.h>

namespace Kontor
{

ExitCode exitCodeFor(const Error &error)
{
    switch (error.kind) {
    case Error::Kind::Offline:
    case Error::Kind::Timeout:
    case Error::Kind::Throttled:
    case Error::Kind::Cancelled:
        return ExitCode::Passing;
    case Error::Kind::Unauthorized:
        return ExitCode::SignIn;
    case Error::Kind::Storage:
        return ExitCode::Storage;
    case Error::Kind::NotFound:
        return ExitCode::NotFound;
    case Error::Kind::Forbidden:
    case Error::Kind::Conflict:
    case Error::Kind::TokenExpired:
    case Error::Kind::OverQuota:
    case Error::Kind::Protocol:
        return ExitCode::Refused;
    }
    return ExitCode::Refused;
}

void addOptions(QCommandLineParser &parser)
{
    const auto option = [&parser](const QString &name, const QString &description, const QString &value = {}) {
        parser.addOption(value.isEmpty() ? QCommandLineOption(name, description) : QCommandLineOption(name, description, value));
    };
    option(QStringLiteral("help"), i18nc("@info:shell", "Show this help."));
    option(QStringLiteral("version"), i18nc("@info:shell", "Show the version."));
    option(QStringLiteral("json"), i18nc("@info:shell", "Print one JSON object; its keys are always English."));
    option(QStringLiteral("profile"), i18nc("@info:shell", "The folder of the store."), QStringLiteral("folder"));
    option(QStringLiteral("key-file"), i18nc("@info:shell", "Read the store's key from this file; made if there is no store yet."), QStringLiteral("file"));
    option(QStringLiteral("passphrase-file"), i18nc("@info:shell", "Read the passphrase of the store's vault from this file (- for standard input)."), QStringLiteral("file"));
    option(QStringLiteral("password-file"), i18nc("@info:shell", "Read the password of the account from this file (- for standard input)."), QStringLiteral("file"));
    option(QStringLiteral("name"), i18nc("@info:shell", "The person's name, as it stands in From."), QStringLiteral("name"));
    option(QStringLiteral("user"), i18nc("@info:shell", "User name for the sign-in, if it is not the address."), QStringLiteral("name"));
    option(QStringLiteral("imap"), i18nc("@info:shell", "Server for receiving: host:port, with /starttls behind it where TLS begins later."), QStringLiteral("server"));
    option(QStringLiteral("smtp"), i18nc("@info:shell", "Server for sending: host:port, with /starttls behind it where TLS begins later."), QStringLiteral("server"));
    option(QStringLiteral("calendars"), i18nc("@info:shell", "Where the calendars are (CalDAV); empty: none."), QStringLiteral("url"));
    option(QStringLiteral("contacts"), i18nc("@info:shell", "Where the address books are (CardDAV); empty: none."), QStringLiteral("url"));
    option(QStringLiteral("feed"), i18nc("@info:shell", "A calendar on the web to subscribe to (ICS); may be given several times."), QStringLiteral("url"));
    option(QStringLiteral("directory"), i18nc("@info:shell", "Where people are looked up (LDAP): ldaps://host/base; empty: nowhere."), QStringLiteral("url"));
    option(QStringLiteral("dav-user"), i18nc("@info:shell", "User name for calendars and contacts, if it is another one."), QStringLiteral("name"));
    option(QStringLiteral("dav-password-file"), i18nc("@info:shell", "Read the password for calendars and contacts from this file, if it is another one."), QStringLiteral("file"));
    option(QStringLiteral("files"), i18nc("@info:shell", "Where the files are (a Nextcloud's address or a WebDAV folder); empty: none."), QStringLiteral("url"));
    option(QStringLiteral("files-user"), i18nc("@info:shell", "User name for files, if it is another one."), QStringLiteral("name"));
    option(QStringLiteral("files-password-file"), i18nc("@info:shell", "Read the password for files from this file, if it is another one."), QStringLiteral("file"));
    option(QStringLiteral("chat"), i18nc("@info:shell", "Where chat is: a Matrix id, a domain or the address of a server; empty: none."), QStringLiteral("server"));
    option(QStringLiteral("chat-user"), i18nc("@info:shell", "User name or Matrix id for chat, if it is another one."), QStringLiteral("name"));
    option(QStringLiteral("chat-password-file"), i18nc("@info:shell", "Read the password for chat from this file, if it is another one."), QStringLiteral("file"));
    option(QStringLiteral("last"), i18nc("@info:shell", "So many of the newest messages."), QStringLiteral("count"));
    option(QStringLiteral("file"), i18nc("@info:shell", "A file to send."), QStringLiteral("file"));
    option(QStringLiteral("reply"), i18nc("@info:shell", "The message that is answered."), QStringLiteral("message"));
    option(QStringLiteral("thread"), i18nc("@info:shell", "The thread it belongs to: the id of its first message."), QStringLiteral("id"));
    option(QStringLiteral("plain"), i18nc("@info:shell", "Without encryption."));
    option(QStringLiteral("device"), i18nc("@info:shell", "The device that is meant."), QStringLiteral("id"));
    option(QStringLiteral("key-passphrase-file"), i18nc("@info:shell", "Read the recovery key, or the passphrase of a key file, from this file (- for standard input)."), QStringLiteral("file"));
    option(QStringLiteral("ca"), i18nc("@info:shell", "Trust the certificates in this file, too (PEM)."), QStringLiteral("file"));
    option(QStringLiteral("keep-days"), i18nc("@info:shell", "Keep messages of so many days offline; 0: only opened ones, -1: all."), QStringLiteral("days"));
    option(QStringLiteral("no-check"), i18nc("@info:shell", "Save the account without signing in."));
    option(QStringLiteral("once"), i18nc("@info:shell", "One round, then end."));
    option(QStringLiteral("account"), i18nc("@info:shell", "Only this account (its address)."), QStringLiteral("address"));
    option(QStringLiteral("limit"), i18nc("@info:shell", "At most so many results."), QStringLiteral("count"));
    option(QStringLiteral("to"), i18nc("@info:shell", "Where to: the directory of an export, the calendar or address book of an import, a folder or a file."), QStringLiteral("name"));
    option(QStringLiteral("replace"), i18nc("@info:shell", "Upload as new versions of files that are there, instead of beside them."));
    option(QStringLiteral("keep"), i18nc("@info:shell", "What remains of a conflict: both, mine or theirs."), QStringLiteral("which"));
    option(QStringLiteral("format"), i18nc("@info:shell", "mbox or eml for mail, ics for calendars, vcf for contacts; without it all that fits the name."), QStringLiteral("format"));
}

QString helpText()
{
    return i18nc("@info:shell commands and options stay English",
                 "Usage: kontorctl [options] command\n"
                 "\n"
                 "accounts list              show the accounts\n"
                 "accounts add ADDRESS       sign in and save an account: --imap HOST:PORT --smtp HOST:PORT\n"
                 "                           [--calendars URL] [--contacts URL] [--files URL] [--feed URL]... (with these, mail may\n"
                 "                           be left out)\n"
                 "                           [--user NAME] [--name NAME] [--ca FILE] [--keep-days N]\n"
                 "                           [--dav-user NAME] [--dav-password-file FILE] [--directory URL]\n"
                 "                           [--files-user NAME] [--files-password-file FILE]\n"
                 "                           [--chat ID|SERVER] [--chat-user NAME] [--chat-password-file FILE]\n"
                 "                           --password-file FILE, else the password is read from standard input\n"
                 "accounts change ADDRESS    change what is given of the same options; a new password by --password-file\n"
                 "accounts remove ADDRESS    forget an account and all that is here of it\n"
                 "sync [--once]              synchronise all accounts, or --account ADDRESS; without --once until stopped\n"
                 "status                     folders, calendars, address books, outbox and problems\n"
                 "search WORDS               search what is here, with the operators of the search fields: mail, calendars, contacts, and\n"
                 "                           names and content of files (type: ext: in: is: before: after: larger: ...)\n"
                 "                           [--account ADDRESS] [--limit N]\n"
                 "export NAME|ACCOUNT --to DIRECTORY [--format mbox|eml|ics|vcf]\n"
                 "                           a folder, a calendar, an address book, or all of an account\n"
                 "import FILE --to NAME      a calendar file (ics) or cards (vcf) into a calendar or an address book\n"
                 "                           [--account ADDRESS]; what is known there is updated, never doubled\n"
                 "files list [FOLDER]        what is in a folder, from the cache; paths begin at the top: Projects/Plan.odt\n"
                 "files get PATH --to FILE   save a file, fetched first if it is not here\n"
                 "files put FILE... --to FOLDER [--replace]\n"
                 "                           upload files and folders with the next round\n"
                 "files mkdir PATH           a new folder; files move|copy PATH --to FOLDER; files delete PATH\n"
                 "files pin PATH             keep it offline from now on; files unpin PATH\n"
                 "files conflicts            what two sides changed; files resolve NUMBER --keep both|mine|theirs\n"
                 "                           all of these: [--account ADDRESS]\n"
                 "chat rooms                 the rooms; chat read ROOM [--last N], from the cache. ROOM: its id, alias or title, or who it is with\n"
                 "chat send ROOM TEXT        or --file FILE [TEXT]; [--reply MESSAGE] [--thread ID]; sent with the next round\n"
                 "chat react MESSAGE EMOJI   and chat edit MESSAGE TEXT, chat redact MESSAGE [REASON], chat retry|discard MESSAGE;\n"
                 "                           MESSAGE: its id, or the number that “chat read” shows\n"
                 "chat join ROOM             also an invitation; chat leave ROOM, chat invite ROOM USER..., chat mark ROOM: as read\n"
                 "chat create NAME [USER...] a new room, encrypted or --plain; chat begin USER: a chat of two\n"
                 "chat get MESSAGE --to FILE save a file, fetched first if it is not here\n"
                 "chat keys                  how far encryption is set up; chat devices [USER]\n"
                 "chat keys export|import FILE [--key-passphrase-file FILE]\n"
                 "chat keys setup            make identity, recovery key and key backup; the recovery key is printed\n"
                 "chat recover               by the recovery key or its passphrase: --key-passphrase-file FILE, else standard input\n"
                 "chat verify [USER] [--device ID]\n"
                 "                           compare emoji with somebody, or with another device of one's own\n"
                 "                           all of these: [--account ADDRESS]\n"
                 "outbox list                what waits for a server\n"
                 "outbox retry NUMBER        try a parked or uncertain change again\n"
                 "outbox discard NUMBER      drop a change\n"
                 "repair                     put a damaged store aside and rescue what no server could give back\n"
                 "\n"
                 "Exit codes: 0 done, 1 wrong arguments, 2 offline or another problem that passes, 3 sign-in refused,\n"
                 "4 the store is locked, in use or broken, 5 the server refused, 6 no such thing, 7 done in part.\n");
}

QStringList foreignOptions(const QString &command, const QCommandLineParser &parser)
{
    static const QStringList always{QStringLiteral("json"), QStringLiteral("profile"), QStringLiteral("key-file"), QStringLiteral("passphrase-file")};
    static const QStringList account{QStringLiteral("name"), QStringLiteral("user"), QStringLiteral("imap"), QStringLiteral("smtp"),
                                     QStringLiteral("ca"), QStringLiteral("keep-days"), QStringLiteral("no-check"), QStringLiteral("password-file"), QStringLiteral("calendars"), QStringLiteral("contacts"),
                                     QStringLiteral("feed"), QStringLiteral("dav-user"), QStringLiteral("dav-password-file"),
                                     QStringLiteral("directory"), QStringLiteral("files"), QStringLiteral("files-user"), QStringLiteral("files-password-file"),
                                     QStringLiteral("chat"), QStringLiteral("chat-user"), QStringLiteral("chat-password-file")};
    static const QHash<QString, QStringList> own{
        {QStringLiteral("accounts add"), account},
        {QStringLiteral("accounts change"), account},
        {QStringLiteral("sync"), {QStringLiteral("once"), QStringLiteral("account")}},
        {QStringLiteral("search"), {QStringLiteral("account"), QStringLiteral("limit")}},
        {QStringLiteral("import"), {QStringLiteral("account"), QStringLiteral("to")}},
        {QStringLiteral("export"), {QStringLiteral("account"), QStringLiteral("to"), QStringLiteral("format")}},
    };
    static const QStringList ofFiles{QStringLiteral("account"), QStringLiteral("to"), QStringLiteral("replace"), QStringLiteral("keep")};
    static const QStringList ofChat{QStringLiteral("account"), QStringLiteral("last"), QStringLiteral("file"), QStringLiteral("reply"), QStringLiteral("thread"), QStringLiteral("plain"),
                                    QStringLiteral("to"), QStringLiteral("device"), QStringLiteral("key-passphrase-file"), QStringLiteral("password-file")};
    QStringList foreign;
    const auto given = parser.optionNames();
    for (const auto &option : given) {
        if (!always.contains(option) && !own.value(command).contains(option) && !(command.startsWith(u"files ") && ofFiles.contains(option))
            && !(command.startsWith(u"chat ") && ofChat.contains(option)) && !foreign.contains(option)) {
            foreign << option;
        }
    }
    return foreign;
}

namespace
{
/// The terminal does not show what is typed as long as this lives.
class Unseen
{
public:
    Unseen()
    {
        m_isTerminal = ::tcgetattr(STDIN_FILENO, &m_usual) == 0;
        if (m_isTerminal) {
            auto quiet = m_usual;
            quiet.c_lflag &= ~tcflag_t(ECHO);
            ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
        }
    }
    ~Unseen()
    {
        if (m_isTerminal) {
            ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &m_usual);
            std::fputc('\n', stderr);
        }
    }
    Q_DISABLE_COPY_MOVE(Unseen)

private:
    termios m_usual{};
    bool m_isTerminal = false;
};
}

Result<QString> readSecret(const QString &file, const QString &question)
{
    const bool isInput = file.isEmpty() || file == u"-";
    QFile source(file);
    if (!(isInput ? source.open(stdin, QIODevice::ReadOnly) : source.open(QIODevice::ReadOnly))) {
        return failure(Error::Kind::NotFound, i18nc("@info:shell", "The file %1 cannot be read: %2", isInput ? i18nc("@info:shell", "standard input") : file, source.errorString()));
    }
    QByteArray line;
    if (isInput && ::isatty(STDIN_FILENO)) {
        std::fprintf(stderr, "%s ", qPrintable(question));
        const Unseen unseen;
        line = source.readLine(64 * 1024);
    } else {
        line = source.readLine(64 * 1024);
    }
    while (line.endsWith('\n') || line.endsWith('\r')) {
        line.chop(1);
    }
    if (line.isEmpty()) {
        return failure(Error::Kind::NotFound, i18nc("@info:shell", "No password was given."));
    }
    return QString::fromUtf8(line);
}

QString usualProfile()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + QStringLiteral("/kontor");
}

}
