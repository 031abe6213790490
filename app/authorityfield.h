// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace Kontor
{

/// Which authorities an account trusts besides the system's: shown, added from a file after a look
/// at the fingerprint, and removed.
class AuthorityField : public QWidget
{
    Q_OBJECT
public:
    explicit AuthorityField(QWidget *parent = nullptr);

    QByteArray certificates() const; ///< PEM
    void setCertificates(const QByteArray &pem);

    /// Asks for a file, then whether to trust what is in it.
    void choose();

    /// Adds what \p bytes hold (PEM or DER) to what is trusted.
    Result<void> add(const QByteArray &bytes);

    QList<QWidget *> tabOrder() const;

Q_SIGNALS:
    void changed();
    void failed(const Kontor::Error &error); ///< the file is no certificate

private:
    void refresh();

    QByteArray m_pem;
    QLabel *m_names;
    QPushButton *m_add;
    QPushButton *m_remove;
};

}
