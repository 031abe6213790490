// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chattimelinemodel.h"

#include <QAbstractListModel>
#include <QSet>
#include <QTimeZone>

namespace Kontor
{

/// A timeline in memory with the roles of ChatTimelineModel; counts which rows were asked for.
class ChatRowSample : public QAbstractListModel
{
    Q_OBJECT
public:
    using Make = std::function<ChatTimelineRow(int row)>;

    explicit ChatRowSample(const QList<ChatTimelineRow> &rows, QObject *parent = nullptr)
        : QAbstractListModel(parent)
        , m_rows(rows)
        , m_count(int(rows.size()))
    {
    }
    ChatRowSample(int count, Make make, QObject *parent = nullptr)
        : QAbstractListModel(parent)
        , m_count(count)
        , m_make(std::move(make))
    {
    }

    mutable QSet<int> asked{};
    QSet<int> missing{}; ///< being loaded
    QHash<int, int> folds{};
    QSet<int> unfolded{};

    int rowCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : m_count;
    }
    ChatTimelineRow at(int row) const
    {
        return m_make ? m_make(row) : m_rows.value(row);
    }
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override
    {
        const int row = index.row();
        asked << row;
        if (role == ChatTimelineModel::KindRole) {
            return int(at(row).kind);
        }
        if (missing.contains(row)) {
            return {};
        }
        switch (role) {
        case ChatTimelineModel::RowRole:
            return QVariant::fromValue(at(row));
        case ChatTimelineModel::GroupRole:
            return row == 0 || at(row - 1).sender != at(row).sender || at(row - 1).kind == ChatRowKind::Day;
        case ChatTimelineModel::FoldedRole:
            return folds.value(row);
        case ChatTimelineModel::UnfoldedRole:
            return unfolded.contains(row);
        case ChatTimelineModel::SpokenRole: {
            const QString sentence = at(row).senderName + QStringLiteral(": ") + at(row).text;
            return sentence;
        }
        default:
            return {};
        }
    }
    void append(const ChatTimelineRow &row)
    {
        beginInsertRows({}, m_count, m_count);
        m_rows << row;
        ++m_count;
        endInsertRows();
    }
    void insert(int at, const QList<ChatTimelineRow> &rows)
    {
        beginInsertRows({}, at, at + int(rows.size()) - 1);
        for (qsizetype i = 0; i < rows.size(); ++i) {
            m_rows.insert(at + i, rows.at(i));
        }
        m_count += int(rows.size());
        endInsertRows();
    }
    void change(int at, const ChatTimelineRow &row)
    {
        m_rows[at] = row;
        missing.remove(at);
        Q_EMIT dataChanged(index(at), index(at));
    }

private:
    QList<ChatTimelineRow> m_rows;
    int m_count;
    Make m_make;
};

/// Rows for tests and pictures.
namespace ChatSamples
{
inline ChatTimelineRow message(int number, const QString &name, const QString &text)
{
    const QString id = QStringLiteral("@") + name.section(u' ', 0, 0).toLower() + QStringLiteral(":example.org");
    return {.item = ItemId{number},
            .room = ItemId{1},
            .eventId = QStringLiteral("$event%1").arg(number),
            .kind = ChatRowKind::Text,
            .sender = id,
            .senderName = name,
            .isMine = name == QLatin1StringView("Anna Berg"),
            .time = QDateTime(QDate(2026, 11, 23), QTime(9, 0)).addSecs(number * 47),
            .text = text};
}
inline ChatTimelineRow made(ChatRowKind kind, const QDateTime &time)
{
    return {.kind = kind, .time = time};
}
}

}
