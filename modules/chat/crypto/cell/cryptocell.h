// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/crypto/cell/cryptostorefolder.h"
#include "chat/crypto/cryptoframes.h"

#include <QJsonObject>
#include <QObject>

#include <memory>

class QSocketNotifier;
class QWebEnginePage;
class QWebEngineProfile;

namespace Kontor
{

class CryptoScheme;

/// Passes calls from a pipe to the page that holds the keys, and its answers back; opens the folder of the first call. When
/// the pipe ends, so does the process.
class CryptoCell : public QObject
{
    Q_OBJECT
public:
    /// \p input and \p output: descriptors of pipes.
    CryptoCell(int input, int output, QObject *parent = nullptr);
    ~CryptoCell() override;

private:
    void readSome();
    void take(const QByteArray &json);
    void begin(const QJsonObject &call);
    void startEngine();
    void stopEngine();
    void answer(const QByteArray &json);
    bool isSettled(const QJsonObject &opened); ///< false: another attempt is made
    void refuse(const QString &code, const QString &text);
    void send(const QByteArray &json);

    int m_input;
    int m_output;
    QSocketNotifier *m_notifier;
    CryptoFrames m_frames;
    std::unique_ptr<CryptoStoreFolder> m_folder;
    QJsonObject m_open; ///< the first call, until it was answered; holds a secret
    bool m_isOpening = false;
    bool m_isRestored = false;
    QWebEngineProfile *m_profile = nullptr;
    QWebEnginePage *m_page = nullptr;
    CryptoScheme *m_scheme = nullptr;
};

}
