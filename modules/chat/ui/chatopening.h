// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/ui/chatparts.h"

#include <QObject>
#include <QSet>
#include <QTemporaryDir>

namespace Kontor
{

/// Attachments on their way out of a timeline: opened with the desktop's program, saved as a file, handed to other panes. What
/// is not here is fetched first, and stays. Programs are never started. GUI thread; the disk is read elsewhere.
class ChatOpening : public QObject
{
    Q_OBJECT
public:
    ChatOpening(const ChatParts &parts, QWidget *parent);

    void open(const ChatTimelineRow &row);
    void save(const ChatTimelineRow &row);
    void saveTo(const ChatTimelineRow &row, const QString &path);
    void copyPicture(const ChatTimelineRow &row);
    void saveToFiles(const ChatTimelineRow &row); ///< of the workplace
    bool isBusy(ItemId event) const;

    static QString fileName(const ChatTimelineRow &row); ///< safe for the disk
    static bool isProgram(const QString &path);

Q_SIGNALS:
    void progress(Kontor::ItemId event, int percent); ///< -1: not known
    void finished(Kontor::ItemId event);
    void said(const QString &sentence, Kontor::Workbench::Tone tone);

private:
    void bring(const ChatTimelineRow &row, std::function<void()> then);
    QFuture<Result<void>> write(ItemId event, const QString &blob, const QString &path) const;
    QFuture<Result<QByteArray>> read(ItemId event, const QString &blob) const;
    void launch(const QString &path);

    ChatParts m_parts;
    QWidget *m_widget;
    QSet<ItemId> m_busy;
    QList<std::shared_ptr<QTemporaryDir>> m_folders; ///< of what was opened; gone with the pane
};

}
