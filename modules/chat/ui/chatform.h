// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QDialog>
#include <QFuture>

#include <functional>

class QDialogButtonBox;
class QFormLayout;
class QLabel;
class QPushButton;
class QVBoxLayout;

namespace Kontor
{

/// A dialog of chat that asks a server for something: a body, one line that says how it goes (also spoken), and buttons.
/// update() says what is possible, also while an answer is awaited; closing the dialog gives the answer up.
class ChatForm : public QDialog
{
    Q_OBJECT
public:
    ChatForm(const char *name, const QString &title, QWidget *parent);
    ~ChatForm() override;

    QString status() const;

protected:
    QVBoxLayout *body() const;
    QLabel *explain(const QString &text); ///< a paragraph in the body
    QPushButton *addButton(const char *name, const QString &text);
    QPushButton *addAccept(const char *name, const QString &text); ///< the default button; what it does is connected by the caller
    void addCancel();
    void addClose();

    void tell(const QString &sentence); ///< in the line above the buttons
    void tell(const Error &error);

    /// Runs \p then with the answer of \p future, once, unless the dialog is gone; isWaiting() until then.
    template<class T>
    void wait(QFuture<Result<T>> future, const QString &sentence, std::function<void(const Result<T> &)> then)
    {
        beginWaiting(sentence);
        future
            .then(this,
                  [this, then](const Result<T> &answer) {
                      endWaiting();
                      then(answer);
                  })
            .onCanceled(this, [this] {
                endWaiting();
            });
    }
    virtual void update(); ///< what is possible now
    bool isWaiting() const;

private:
    void beginWaiting(const QString &sentence);
    void endWaiting();

    QVBoxLayout *m_body;
    QLabel *m_status;
    QDialogButtonBox *m_buttons;
    int m_waiting = 0;
};

}
