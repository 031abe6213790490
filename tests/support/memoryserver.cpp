// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/memoryserver.h"

namespace Kontor
{

QString MemoryServer::addFolder(const QString &name, const QString &role)
{
    const auto id = QStringLiteral("c%1").arg(m_nextId++);
    folders.insert(id, Folder{.name = name, .role = role});
    Q_EMIT foldersChanged();
    return id;
}

void MemoryServer::removeFolder(const QString &folder)
{
    folders.remove(folder);
    Q_EMIT foldersChanged();
}

void MemoryServer::renameFolder(const QString &folder, const QString &name)
{
    folders[folder].name = name;
    Q_EMIT foldersChanged();
}

qint64 MemoryServer::touch(const QString &folder)
{
    ++revision;
    QMetaObject::invokeMethod(
        this,
        [this, folder] {
            Q_EMIT changed(folder);
        },
        Qt::QueuedConnection);
    return revision;
}

QString MemoryServer::addItem(const QString &folder, const QString &uid, const QString &text, const QByteArray &body)
{
    const auto id = QString::number(m_nextId++);
    folders[folder].items.insert(id, Item{Note{uid, text, {}, body.size()}, touch(folder), body});
    return id;
}

void MemoryServer::setText(const QString &folder, const QString &item, const QString &text)
{
    auto &found = folders[folder].items[item];
    found.note.text = text;
    found.revision = touch(folder);
}

void MemoryServer::changeFlags(const QString &folder, const QString &item, const QStringList &add, const QStringList &remove)
{
    auto &found = folders[folder].items[item];
    found.note.flags << add;
    found.note.flags.removeDuplicates();
    for (const auto &flag : remove) {
        found.note.flags.removeAll(flag);
    }
    found.note.flags.sort();
    found.revision = touch(folder);
}

void MemoryServer::removeItem(const QString &folder, const QString &item)
{
    folders[folder].items.remove(item);
    folders[folder].tombstones.insert(touch(folder), item);
}

QString MemoryServer::moveItem(const QString &folder, const QString &item, const QString &target)
{
    auto moved = folders[folder].items.value(item);
    removeItem(folder, item);
    const auto id = QString::number(m_nextId++);
    moved.revision = touch(target);
    folders[target].items.insert(id, moved);
    return id;
}

void MemoryServer::renumber(const QString &folder)
{
    auto &found = folders[folder];
    ++found.epoch;
    found.tombstones.clear();
    const auto before = std::exchange(found.items, {});
    // Old numbers come back for other items: whoever trusts them mixes things up.
    const auto ids = before.keys();
    for (qsizetype i = 0; i < ids.size(); ++i) {
        auto item = before.value(ids.at(i));
        item.revision = touch(folder);
        found.items.insert(ids.at((i + 1) % ids.size()), item);
    }
}

QStringList MemoryServer::listing() const
{
    QStringList lines;
    for (const auto &folder : folders) {
        for (const auto &item : folder.items) {
            lines << folder.name + u'/' + item.note.uid + u' ' + item.note.text + u" [" + item.note.flags.join(u' ') + u']';
        }
    }
    lines.sort();
    return lines;
}

QString MemoryServer::find(const QString &folder, const QString &uid) const
{
    const auto items = folders.value(folder).items;
    for (const auto &[id, item] : items.asKeyValueRange()) {
        if (item.note.uid == uid) {
            return id;
        }
    }
    return {};
}

void MemoryServer::failReply(int n, Strikes strikes, const Error &error, const QString &call)
{
    m_faults << Fault{n, strikes, error, call};
}

std::optional<MemoryServer::Fault> MemoryServer::nextFault(const QString &call)
{
    ++m_replies;
    calls << call;
    std::optional<Fault> struck;
    for (auto &fault : m_faults) {
        if ((fault.call.isEmpty() || fault.call == call) && --fault.at == 0 && !struck) {
            struck = fault;
        }
    }
    m_faults.removeIf([](const Fault &fault) {
        return fault.at <= 0;
    });
    return struck;
}

}
