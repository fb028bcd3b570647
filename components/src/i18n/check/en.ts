/** A text and its remedy; the remedy is empty when there is nothing to mend. */
type Said = readonly [text: string, remedy: string];

const said = (text: string, remedy = ''): Said => [text, remedy];

/** What the checks say, in English. The keys of this dictionary are the keys of all. */
export const en = {
  labels: {
    again: 'Check again',
    camera: 'camera',
    level: 'Level of the microphone',
    microphone: 'microphone',
    openSettings: 'Open settings',
    ownPicture: 'Own picture',
    ready: 'Camera and microphone are ready',
    speak: 'Say something: the bar rises',
  },
  findings: {
    appAllowed: said('The mini-program may use the {device}.'),
    appRefused: said('The mini-program may not use the {device}.', 'Allow it in the settings of the mini-program.'),
    appUnasked: said('The mini-program has not asked for the {device} yet.', 'Allow it when WeChat asks.'),
    appUnknown: said('WeChat does not say whether the mini-program may use the {device}.', 'Update WeChat.'),
    devtools: said('WeChat DevTools: calls work here, but camera, sound and video do not run.', 'Use a phone.'),
    kitMissing: said('There is no call kit yet.', 'Call createCallKit, then sign in.'),
    libraryAged: said('Base library {library} does not tell what WeChat itself may use.', 'Update WeChat.'),
    libraryFine: said('Base library {library} has everything that calls need.'),
    libraryOld: said('Base library {library} is too old: calls need 2.9.1.', 'Update WeChat.'),
    liveFine: said('WeChat has live-pusher and live-player.'),
    liveMissing: said('WeChat has no live-pusher or live-player here.', 'Update WeChat, or use a phone.'),
    networkFine: said('There is a network: {network}.'),
    networkNone: said('There is no network.', 'Connect to Wi-Fi, or switch on mobile data.'),
    networkSlow: said('The network is slow: {network}.', 'Use Wi-Fi or a faster network.'),
    phoneRefused: said('The phone does not give the {device}.', 'Close other apps that use it, and look for a switch in the settings of the phone.'),
    platformFine: said('Calls run on this device ({platform}).'),
    platformOther: said('It is not known whether calls run on this device ({platform}).', 'Use a phone.'),
    privacyAsked: said('The privacy guide has not been agreed to yet.', 'Agree to it when you are asked, before the first call.'),
    privacyFine: said('Nothing of the privacy guide is left to agree to.'),
    serverConnecting: said('The connection to the server is being made.', 'Wait a moment, then check again.'),
    serverFine: said('Signed in as {account}, and the server answers.'),
    serverRefused: said('The server answers with {refusal}.', 'Sign in again. If it stays, tell the code to those who run the server.'),
    signedOut: said('Not signed in: nobody can call.', 'Sign in.'),
    socketDomain: said('WeChat does not let the mini-program reach {address}.', 'Enter it as a socket domain, under Development, Server domains.'),
    socketFailed: said('There is no way to {address}.', 'Look whether the server runs, and whether its certificate is valid.'),
    socketFine: said('The server can be reached.'),
    socketLimit: said('Too many WebSockets are open: WeChat allows five at once.', 'Close one of them.'),
    wechatAllowed: said('WeChat may use the {device}.'),
    wechatRefused: said('WeChat itself may not use the {device}.', 'Allow it for WeChat in the settings of the phone.'),
    wechatUnasked: said('WeChat has not asked the phone for the {device} yet.', 'Allow it when the phone asks.'),
    wifiOff: said('There is no network, and Wi-Fi is off.', 'Switch on Wi-Fi or mobile data.'),
  },
};
