// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shell/pane.h"

#include <QElapsedTimer>
#include <QObject>
#include <QPointer>
#include <QTimer>

namespace Kontor
{

class MainWindow;

/// Walks through the window and saves a picture of every pane and dialog, with a page that shows
/// them all. Ends the program: 0, or 1 when a step failed.
class Tour : public QObject
{
    Q_OBJECT
public:
    struct Options {
        QString folder;
        QString scheme; ///< "light" or "dark", part of the pictures' names
        QString language;
    };
    Tour(MainWindow *window, const Options &options);

private:
    void waitForData();
    void nextStep();
    void photograph();
    void finish();
    bool isBlank(const QImage &picture) const;

    MainWindow *m_window;
    Options m_options;
    QList<Pane::TourStep> m_steps;
    qsizetype m_step = -1;
    QPointer<QWidget> m_shown;
    QTimer m_timer;
    QElapsedTimer m_waiting;
    QStringList m_pictures;
    int m_failures = 0;
};

}
