/** What the page itself says around the conversation. What the bot says comes from the server. */

const THIN = "\u202f";

export const WORDS = {
  you: "Toi",
  bot: "Boussole",
  counsellor: "La Cité des Métiers",
  sending: "Envoi…",
  unsent: "Pas envoyé. Nouvel essai dans un instant.",
  refused: "Pas envoyé.",
  retry: "Réessayer",
  retryLabel: (text) => `Réessayer d’envoyer : ${text}`,
  reconnecting: "Reconnexion…",
  offline: "Tu es hors ligne. Tes messages partiront au retour du réseau, si tu laisses cette page ouverte.",
  choices: "Réponses possibles",
  choicesOf: (title) => `Réponses possibles : ${title}`,
  choiceCount: (n) => (n === 1 ? "1 réponse possible." : `${n} réponses possibles.`),
  left: (n) => (n > 1 ? `Il reste ${n} caractères.` : n === 1 ? "Il reste 1 caractère." : "C’est plein : 2000 caractères."),
  source: "Source : ",
  newTab: "(nouvel onglet)",
  failed: "Ça n’a pas marché. Réessaie dans un instant.",
  unreachable: "Pas de réponse du site. Vérifie ta connexion, puis réessaie.",
  erasing: "Effacement…",
  openingNotebook: "Le carnet s’ouvre…",
  erased: {
    title: "C’est effacé.",
    text: "La conversation et le carnet n’existent plus. Rien n’est gardé dans ce navigateur.",
  },
  gone: {
    title: "Cette conversation n’existe plus.",
    text: `Elle a été effacée, ou son temps est passé. On recommence${THIN}?`,
  },
  closed: {
    title: "La conversation est fermée.",
    text: "Tu l’as effacée ou quittée dans un autre onglet.",
  },
};
