// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QTimer>

class QLabel;
class QProgressBar;

namespace Kontor
{

/// Shows how far something with files is that a window waits for, and ends it; comes after a moment, so that what is
/// quick shows nothing. rejected() tells that the user gave it up.
class FileProgress : public QDialog
{
    Q_OBJECT
public:
    FileProgress(const QString &title, QWidget *parent);

    void show(const QString &words, int percent); ///< percent -1: nobody knows
    void pause(); ///< out of the way, until show() is called again

    /// A message with these sentences above \p parent, unless there are none. Returns at once.
    static void tellProblems(const QString &title, const QStringList &sentences, QWidget *parent);

private:
    QLabel *m_words;
    QProgressBar *m_bar;
    QTimer m_moment;
};

}
