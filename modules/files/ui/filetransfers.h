// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFutureWatcher>
#include <QWidget>

#include <functional>

class QLabel;
class QVBoxLayout;

namespace Kontor
{

/// The bottom line of the files pane: what is being fetched or brought in, how far it is, and a button to end it.
class FileTransfers : public QWidget
{
    Q_OBJECT
public:
    explicit FileTransfers(QWidget *parent = nullptr);

    /// Shows a future's progress until it is finished; \p words: what happens, "Uploading Report.odt".
    template<class T>
    void add(const QString &words, const QFuture<T> &future)
    {
        auto *watcher = new QFutureWatcher<T>(this);
        const auto line = begin(words, [watcher] {
            watcher->cancel();
        });
        connect(watcher, &QFutureWatcherBase::progressValueChanged, this, [this, line, watcher](int value) {
            show(line, watcher->progressMaximum() > 0 ? int(qint64(value) * 100 / watcher->progressMaximum()) : -1);
        });
        connect(watcher, &QFutureWatcherBase::finished, this, [this, line, watcher] {
            end(line);
            watcher->deleteLater();
        });
        watcher->setFuture(future);
    }

    int count() const;
    QString words() const; ///< what is under way, for "where am I"; empty: nothing

private:
    struct Line {
        int id = 0;
        QString words{};
        int percent = -1;
        QWidget *widget = nullptr;
    };
    int begin(const QString &words, std::function<void()> cancel);
    void show(int line, int percent);
    void end(int line);
    void fit();

    QVBoxLayout *m_layout;
    QLabel *m_more;
    QList<Line> m_lines;
    int m_next = 1;
};

}
