// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QObject>

class QSocketNotifier;

namespace Kontor
{

/// Hears what happens to the files of some folders (inotify): folders rather than files, since programs put new files in
/// the place of old ones. Where the system has no watches left nothing is heard; look from time to time, too.
class CopyWatch : public QObject
{
    Q_OBJECT
public:
    explicit CopyWatch(QObject *parent = nullptr);
    ~CopyWatch() override;

    void add(const QString &folder);
    void remove(const QString &folder);

    enum class Step { Writing, Whole }; ///< Whole: closed after writing, or put there by a rename
    Q_ENUM(Step)

Q_SIGNALS:
    void touched(const QString &folder, const QString &name, Kontor::CopyWatch::Step step);
    void missed(); ///< more happened than was told

private:
    void read();
    int m_handle;
    QSocketNotifier *m_notifier = nullptr;
    QHash<int, QString> m_folders;
};

}
