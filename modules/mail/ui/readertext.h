// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QTextEdit>
#include <QUrl>

namespace Kontor
{

/// Shows the text of one message. Asks nothing of the network or the disk, whatever the message
/// says: the only resources are the images the message brought along.
class ReaderText : public QTextEdit
{
    Q_OBJECT
public:
    explicit ReaderText(QWidget *parent = nullptr);

    /// Plain text: quotes are coloured by depth, addresses become links.
    void showPlain(const QString &text);

    /// Sanitised HTML, on white paper in every colour scheme: the colours were chosen for that.
    void showFormatted(const QString &safeHtml, const QHash<QString, QByteArray> &inlineImages);

    struct Link {
        QString text;
        QUrl target;
    };
    QList<Link> links() const;

    QVariant loadResource(int type, const QUrl &name) override;

    /// How often something other than an image of the message was asked for (and refused).
    int refusedResources() const;

    /// How many levels of "> " stand before a line, and where its text begins.
    static int quoteDepth(QStringView line, qsizetype *textStart = nullptr);

Q_SIGNALS:
    void linkChosen(const QUrl &target, const QString &text);

protected:
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool canInsertFromMimeData(const QMimeData *source) const override;

private:
    void renderPlain();
    QString anchorAtCursor() const;
    void choose(const QString &anchor, const QString &text);

    QString m_plain;
    bool m_isFormatted = false;
    QHash<QString, QByteArray> m_images;
    QString m_pressed;
    int m_refused = 0;
};

}
