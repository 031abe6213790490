// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/serveraddress.h"

#include <QList>
#include <QObject>

class QComboBox;
class QFormLayout;
class QLineEdit;
class QSpinBox;
class QWidget;

namespace Kontor
{

/// The fields of one server in a form: name, encryption, port. The port follows the encryption.
class ServerForm : public QObject
{
    Q_OBJECT
public:
    enum class Service { Imap, Smtp };

    /// Adds its rows to \p form; the widgets belong to the form's widget.
    ServerForm(Service service, QFormLayout *form, QWidget *parent);

    void fill(const ServerAddress &server);
    ServerAddress address() const;
    QList<QWidget *> tabOrder() const; ///< as it stands on the screen

Q_SIGNALS:
    void hostEdited(); ///< by the user
    void changed(); ///< anything, by anybody

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    Service m_service;
    QLineEdit *m_host;
    QSpinBox *m_port;
    QComboBox *m_security;
};

}
