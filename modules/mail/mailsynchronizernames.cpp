// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/mailsynchronizernames.h"

#include "mail/mailtypes.h"
#include "mail/protocol/imapmailboxname.h"

#include <KLocalizedString>
#include <QHash>
#include <QSet>

#include <algorithm>

namespace Kontor
{
namespace
{
constexpr qsizetype longestName = 200; // decoded; file systems of servers stop at 255 octets

const QList<std::pair<QString, QString>> &knownNames()
{
    // The surer a name is, the earlier it stands.
    static const QList<std::pair<QString, QString>> names{
        {QStringLiteral("drafts"), FolderRole::Drafts},
        {QStringLiteral("entwürfe"), FolderRole::Drafts},
        {QStringLiteral("draft"), FolderRole::Drafts},
        {QStringLiteral("entwurf"), FolderRole::Drafts},
        {QStringLiteral("sent"), FolderRole::Sent},
        {QStringLiteral("sent messages"), FolderRole::Sent},
        {QStringLiteral("sent items"), FolderRole::Sent},
        {QStringLiteral("sent-mail"), FolderRole::Sent},
        {QStringLiteral("sent mail"), FolderRole::Sent},
        {QStringLiteral("gesendet"), FolderRole::Sent},
        {QStringLiteral("gesendete objekte"), FolderRole::Sent},
        {QStringLiteral("gesendete elemente"), FolderRole::Sent},
        {QStringLiteral("gesendete nachrichten"), FolderRole::Sent},
        {QStringLiteral("postausgang"), FolderRole::Sent},
        {QStringLiteral("trash"), FolderRole::Trash},
        {QStringLiteral("papierkorb"), FolderRole::Trash},
        {QStringLiteral("deleted messages"), FolderRole::Trash},
        {QStringLiteral("deleted items"), FolderRole::Trash},
        {QStringLiteral("deleted"), FolderRole::Trash},
        {QStringLiteral("gelöschte objekte"), FolderRole::Trash},
        {QStringLiteral("gelöschte elemente"), FolderRole::Trash},
        {QStringLiteral("gelöscht"), FolderRole::Trash},
        {QStringLiteral("bin"), FolderRole::Trash},
        {QStringLiteral("junk"), FolderRole::Junk},
        {QStringLiteral("spam"), FolderRole::Junk},
        {QStringLiteral("junk e-mail"), FolderRole::Junk},
        {QStringLiteral("junk-e-mail"), FolderRole::Junk},
        {QStringLiteral("junk mail"), FolderRole::Junk},
        {QStringLiteral("bulk mail"), FolderRole::Junk},
        {QStringLiteral("unerwünscht"), FolderRole::Junk},
        {QStringLiteral("werbung"), FolderRole::Junk},
        {QStringLiteral("archive"), FolderRole::Archive},
        {QStringLiteral("archiv"), FolderRole::Archive},
        {QStringLiteral("archives"), FolderRole::Archive},
        {QStringLiteral("archived"), FolderRole::Archive},
    };
    return names;
}
}

QString MailSynchronizerNames::roleOfAttribute(const QByteArray &attribute)
{
    static const QHash<QByteArray, QString> roles{
        {"\\drafts", FolderRole::Drafts},
        {"\\sent", FolderRole::Sent},
        {"\\archive", FolderRole::Archive},
        {"\\junk", FolderRole::Junk},
        {"\\trash", FolderRole::Trash},
        {"\\all", FolderRole::All},
    };
    return roles.value(attribute);
}

void MailSynchronizerNames::guessRoles(QList<RemoteCollection> &collections)
{
    QSet<QString> taken;
    QSet<QString> places{QString(), QStringLiteral("INBOX")};
    for (auto &collection : collections) {
        if (collection.role.isEmpty()) {
            continue;
        }
        if (taken.contains(collection.role) && collection.role != FolderRole::All) {
            collection.role.clear(); // the first one has it
            continue;
        }
        taken.insert(collection.role);
        places.insert(collection.parentRemoteId);
    }
    for (const auto &[name, role] : knownNames()) {
        if (taken.contains(role)) {
            continue;
        }
        for (auto &collection : collections) {
            const bool isPossible = collection.role.isEmpty() && places.contains(collection.parentRemoteId)
                && !collection.attributes.value(QLatin1StringView("noselect")).toBool();
            if (isPossible && collection.name.toLower() == name) {
                collection.role = role;
                taken.insert(role);
                break;
            }
        }
    }
}

Rights MailSynchronizerNames::rightsOfLetters(const QByteArray &letters)
{
    Rights rights;
    rights.setFlag(Right::Read, letters.contains('r'));
    rights.setFlag(Right::Insert, letters.contains('i'));
    rights.setFlag(Right::Write, letters.contains('w') || letters.contains('s'));
    // c and d are of RFC 2086. Newer servers name them besides as soon as one of those is there that
    // they stand for (RFC 4314 2.1.1), so they say nothing next to any of these.
    const bool isNewer = std::ranges::any_of(QByteArrayView("kxte"), [&letters](char letter) {
        return letters.contains(letter);
    });
    rights.setFlag(Right::Remove, isNewer ? letters.contains('t') && letters.contains('e') : letters.contains('d'));
    rights.setFlag(Right::CreateChild, letters.contains(isNewer ? 'k' : 'c'));
    rights.setFlag(Right::Rename, letters.contains(isNewer ? 'x' : 'c'));
    return rights;
}

QByteArray MailSynchronizerNames::lastWord(const QByteArray &text)
{
    auto word = text.trimmed();
    if (const auto cut = word.lastIndexOf(' '); cut >= 0) {
        word = word.sliced(cut + 1);
    }
    if (word.size() >= 2 && word.startsWith('"') && word.endsWith('"')) {
        word = word.sliced(1, word.size() - 2);
    }
    return word;
}

Result<QByteArray> MailSynchronizerNames::wireName(const QString &parent, const QString &name, const QByteArray &delimiter)
{
    const auto trimmed = name.trimmed().normalized(QString::NormalizationForm_C);
    if (trimmed.isEmpty()) {
        return failure(Error::Kind::Forbidden, i18nc("@info", "A folder needs a name."));
    }
    if (trimmed.size() > longestName) {
        return failure(Error::Kind::Forbidden, i18nc("@info", "This name is too long for a folder."));
    }
    const auto separator = QString::fromUtf8(delimiter);
    if (!separator.isEmpty() && trimmed.contains(separator)) {
        return failure(Error::Kind::Forbidden,
                       i18nc("@info %1 is a character", "The name of a folder must not contain “%1”, for the server separates folders by it.", separator));
    }
    const bool hasControls = std::ranges::any_of(trimmed, [](QChar c) {
        return c.category() == QChar::Other_Control;
    });
    if (hasControls) {
        return failure(Error::Kind::Forbidden, i18nc("@info", "The name of a folder must not contain control characters."));
    }
    if (parent.isEmpty()) {
        if (ImapMailboxName::isInbox(trimmed.toUtf8())) {
            return failure(Error::Kind::Forbidden, i18nc("@info", "The inbox is there already; please choose another name."));
        }
        return ImapMailboxName::encode(trimmed);
    }
    if (separator.isEmpty()) {
        return failure(Error::Kind::Forbidden, i18nc("@info", "This server knows no folders inside of folders."));
    }
    return parent.toUtf8() + delimiter + ImapMailboxName::encode(trimmed);
}

}
