// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <KTextEdit>

#include <functional>

namespace Kontor
{

/// The field a chat message is typed into: as high as its text up to some lines, with spell checking. Files and pictures that
/// are dropped or pasted are offered to be sent.
class ChatComposerText : public KTextEdit
{
    Q_OBJECT
public:
    explicit ChatComposerText(QWidget *parent = nullptr);

    enum class Enter { Sends, BreaksLine }; ///< Ctrl+Enter sends, Shift+Enter breaks the line anyway
    void setEnter(Enter enter);

    /// Is asked for each key first; true: it took it.
    void setKeyTaker(std::function<bool(QKeyEvent *)> taker);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void sendWanted();
    void upInEmpty(); ///< the arrow key, where there is no text
    void escaped();
    void filesOffered(const QStringList &paths);
    void pictureOffered(const QByteArray &png);

protected:
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool canInsertFromMimeData(const QMimeData *source) const override;
    void insertFromMimeData(const QMimeData *source) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    std::function<bool(QKeyEvent *)> m_taker;
    Enter m_enter = Enter::Sends;
};

}
