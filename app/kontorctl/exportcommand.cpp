// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands.h"

#include "folder.h"
#include "groupwareexport.h"
#include "mail/mailtypes.h"
#include "profile.h"

#include <KLocalizedString>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QLocale>
#include <QSaveFile>
#include <QSet>

namespace Kontor
{
namespace
{
struct Message {
    BlobId body;
    QDateTime received;
    QString fromAddress;
    MessageFlags flags;
};

/// A name that is safe in every file system; servers choose the names of folders.
QString fileName(const QString &text)
{
    QString name;
    for (const auto c : text.first(std::min<qsizetype>(text.size(), 120))) {
        name += c.isLetterOrNumber() || c == u'-' || c == u'_' || c == u'@' || c == u' ' || c == u'.' ? c : QChar(u'_');
    }
    name = name.trimmed();
    while (name.startsWith(u'.')) {
        name.remove(0, 1);
    }
    return name.isEmpty() ? QStringLiteral("folder") : name;
}

QString unusedName(const QString &name, QSet<QString> &used)
{
    auto candidate = name;
    for (int number = 2; used.contains(candidate.toLower()); ++number) {
        candidate = name + u'-' + QString::number(number);
    }
    used.insert(candidate.toLower());
    return candidate;
}

/// One entry of an mbox file (RFC 4155, with ">From " quoted so that it can be taken back).
QByteArray mboxEntry(const Message &message, QByteArray bytes)
{
    bytes.replace("\r\n", "\n");
    QByteArray entry = "From ";
    auto sender = message.fromAddress.toUtf8();
    sender.replace(' ', '_').replace('\n', '_').replace('\r', '_');
    entry += sender.isEmpty() ? QByteArray("MAILER-DAEMON") : sender;
    entry += ' ' + QLocale::c().toString(message.received.toUTC(), QStringLiteral("ddd MMM dd HH:mm:ss yyyy")).toLatin1() + '\n';
    if (!bytes.startsWith("Status:") && !bytes.contains("\nStatus:")) {
        entry += QByteArray("Status: ") + (message.flags.testFlag(MessageFlag::Seen) ? "RO" : "O") + '\n';
    }
    qsizetype from = 0;
    while (from < bytes.size()) {
        auto end = bytes.indexOf('\n', from);
        end = end < 0 ? bytes.size() : end + 1;
        const auto line = QByteArrayView(bytes).sliced(from, end - from);
        qsizetype quotes = 0;
        while (quotes < line.size() && line.at(quotes) == '>') {
            ++quotes;
        }
        if (line.sliced(quotes).startsWith("From ")) {
            entry += '>';
        }
        entry += line;
        from = end;
    }
    if (!entry.endsWith('\n')) {
        entry += '\n';
    }
    return entry + '\n';
}

std::unexpected<Error> cannotWrite(const QFileDevice &file)
{
    return failure(Error::Kind::Storage, i18nc("@info:shell", "The file %1 cannot be written: %2", file.fileName(), file.errorString()));
}

struct Exported {
    qint64 written = 0;
    qint64 missing = 0; ///< only their headers are here
};

Result<Exported> exportFolder(Profile &profile, const Folder &folder, const QString &base, bool asMbox)
{
    auto messages = profile.read([id = folder.id](const Reader &reader) -> Result<QList<Message>> {
        QList<Message> messages;
        auto read = reader.prepare("SELECT coalesce(body, ''), received, from_address, flags FROM mail_message WHERE collection = ?1 ORDER BY received, item")
                        .each(
                            [&messages](const Statement &row) {
                                messages << Message{.body = row.text(0),
                                                    .received = QDateTime::fromMSecsSinceEpoch(row.integer(1)),
                                                    .fromAddress = row.text(2),
                                                    .flags = MessageFlags::fromInt(int(row.integer(3)))};
                            },
                            id);
        if (!read) {
            return std::unexpected(read.error());
        }
        return messages;
    });
    if (!messages) {
        return std::unexpected(messages.error());
    }
    Exported exported;
    QSaveFile mbox(base + QStringLiteral(".mbox"));
    if (asMbox && !mbox.open(QIODevice::WriteOnly)) {
        return cannotWrite(mbox);
    }
    if (!asMbox && !QDir().mkpath(base)) {
        return failure(Error::Kind::Storage, i18nc("@info:shell", "The folder %1 cannot be made.", base));
    }
    for (const auto &message : std::as_const(*messages)) {
        auto bytes = message.body.isEmpty() ? Result<QByteArray>(failure(Error::Kind::NotFound, {})) : profile.blob(message.body);
        if (!bytes && bytes.error().kind == Error::Kind::NotFound) {
            ++exported.missing;
            continue;
        }
        if (!bytes) {
            return std::unexpected(bytes.error());
        }
        ++exported.written;
        if (asMbox) {
            const auto entry = mboxEntry(message, *bytes);
            if (mbox.write(entry) != entry.size()) {
                return cannotWrite(mbox);
            }
            continue;
        }
        QSaveFile file(QStringLiteral("%1/%2.eml").arg(base).arg(exported.written, 6, 10, QChar(u'0')));
        if (!file.open(QIODevice::WriteOnly) || file.write(*bytes) != bytes->size() || !file.commit()) {
            return cannotWrite(file);
        }
    }
    if (asMbox && !mbox.commit()) {
        return cannotWrite(mbox);
    }
    return exported;
}
}

namespace
{
QString suffixFor(const QString &kind)
{
    return kind == ResourceKind::Calendar ? QStringLiteral(".ics") : QStringLiteral(".vcf");
}

/// Which kinds of collections a format can hold; without one each kind has its own.
bool holds(const QString &format, const QString &kind)
{
    if (format.isEmpty()) {
        return true;
    }
    return format == u"ics" ? kind == ResourceKind::Calendar : format == u"vcf" ? kind == ResourceKind::Contacts : kind == ResourceKind::Mail;
}

Result<Exported> exportGroupware(Profile &profile, const Folder &folder, const QString &base)
{
    auto exported = profile.read([&folder](const Reader &reader) { return GroupwareExport::read(reader, folder.id, folder.kind); });
    if (!exported) {
        return std::unexpected(exported.error());
    }
    QSaveFile file(base + suffixFor(folder.kind));
    if (!file.open(QIODevice::WriteOnly) || file.write(exported->bytes) != exported->bytes.size() || !file.commit()) {
        return cannotWrite(file);
    }
    return Exported{.written = exported->objects, .missing = 0};
}
}

ExitCode exportMail(const Invocation &invocation, Report &report)
{
    const auto target = invocation.value(QStringLiteral("to"));
    const auto wantedFormat = invocation.value(QStringLiteral("format"));
    if (invocation.words.size() != 1 || target.isEmpty()) {
        return report.usage(i18nc("@info:shell", "Please name a folder or an account, and where to export to: export INBOX --to DIRECTORY."));
    }
    static const QStringList formats{QStringLiteral("mbox"), QStringLiteral("eml"), QStringLiteral("ics"), QStringLiteral("vcf")};
    if (invocation.has(QStringLiteral("format")) && !formats.contains(wantedFormat)) {
        return report.usage(i18nc("@info:shell", "--format takes mbox, eml, ics or vcf."));
    }
    const auto format = wantedFormat.isEmpty() ? QStringLiteral("mbox") : wantedFormat;
    auto profile = Profile::open(invocation, Profile::Use::Read);
    if (!profile) {
        return report.fail(profile.error());
    }
    auto folders = (*profile)->read([wanted = invocation.words.first()](const Reader &reader) {
        return Folder::named(reader, wanted);
    });
    if (!folders) {
        return report.fail(folders.error());
    }
    if (invocation.has(QStringLiteral("account"))) {
        folders->removeIf([&invocation](const Folder &folder) {
            return folder.account.compare(invocation.value(QStringLiteral("account")), Qt::CaseInsensitive) != 0;
        });
    }
    folders->removeIf([&wantedFormat](const Folder &folder) {
        return !holds(wantedFormat, folder.kind);
    });
    if (folders->isEmpty()) {
        return report.fail(Error{.kind = Error::Kind::NotFound, .message = i18nc("@info:shell", "There is no folder and no account “%1”.", invocation.words.first()), .detail = {}});
    }
    if (!QDir().mkpath(target)) {
        return report.fail(Error{.kind = Error::Kind::Storage, .message = i18nc("@info:shell", "The folder %1 cannot be made.", target), .detail = {}});
    }
    QSet<QString> used;
    Exported all;
    QJsonArray list;
    for (const auto &folder : std::as_const(*folders)) {
        const auto name = unusedName(fileName(QString(folder.account + u' ' + QString(folder.path).replace(u'/', u'.'))), used);
        const bool isMail = folder.kind == ResourceKind::Mail;
        const auto base = QDir(target).filePath(name);
        auto exported = isMail ? exportFolder(**profile, folder, base, format == u"mbox") : exportGroupware(**profile, folder, base);
        if (!exported) {
            return report.fail(exported.error());
        }
        all.written += exported->written;
        all.missing += exported->missing;
        report.line(isMail ? i18nc("@info:shell", "%1: %2 messages", folder.path, exported->written)
                           : i18ncp("@info:shell a calendar or an address book", "%2: 1 entry", "%2: %1 entries", exported->written, folder.path));
        list << QJsonObject{{QStringLiteral("account"), folder.account},
                            {QStringLiteral("kind"), folder.kind},
                            {QStringLiteral("folder"), folder.path},
                            {QStringLiteral("file"), !isMail ? QString(name + suffixFor(folder.kind)) : format == u"mbox" ? QString(name + QStringLiteral(".mbox")) : name},
                            {QStringLiteral("written"), exported->written},
                            {QStringLiteral("missing"), exported->missing}};
    }
    report.set(QStringLiteral("folders"), list);
    report.set(QStringLiteral("written"), all.written);
    report.set(QStringLiteral("missing"), all.missing);
    if (all.missing > 0) {
        report.line(i18ncp("@info:shell", "1 message is not kept whole here and was left out.", "%1 messages are not kept whole here and were left out.", all.missing));
        return ExitCode::Incomplete;
    }
    return ExitCode::Ok;
}

}
