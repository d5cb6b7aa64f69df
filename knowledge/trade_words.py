"""Normalised words that name trades and fields of work, or are easily mistaken for them."""

from __future__ import annotations

from bot.language.word_lists import STOP_WORDS

# Words that never name a profession by themselves, although they resemble a title, begin one, or
# are an alias of one (« photo »).
_ORDINARY = """
abeilles accueil achat acheter action activite administratif administration agent agents agriculture
aide aider aides alarme amazon ambiance amie amies amour analyse anglais animal animaux animer annee
annees appareil apprendre apprentissage apt arbre arbres archives argent armee arriver art arts
assistance assurance atelier avion avions avocats ba banque bateau bateaux batiment baveux beaute
bebe bebes belge biologie bois boite bop bouche bouger bourse bricolage bricoler bulldozer bureau
bus cadre calcul camion camions carriere caserne ceintures chanson chanter chantier charge chasse
chat chef chefs cheval chevaux chien chiens chimie choix cinema classe client clients coiffer
collegue commerce communication comprendre compter concert conduire conduite confiance conseil
conseiller conseils contact controle coudre couleur couleurs courir cours couvrir creation creer
cristal cuisine cuisiner culture danse danser debat decider decorer defendre dehors deliveroo
delvaux demain depanner dernier derniere dessin dessiner deux deuxieme devoir devoirs dhl diplome
direction diriger donnees douleur drive droit dyslexie eau ecole ecoles economie ecouter ecrire
ecriture edition eduquer electronique eleve eleves employe employer encaisser energie enfant enfants
engins enquete enseigner entendre entrainer entreprise entretien environnement equipe etranger etude
etudes etudiant examen examens facile famille femme femmes ferme fete fille filmer flair fleur
fleurs fonction foot football forger formation forme francais franchise frere garage garcon garde
gerer gestion gramme grand graphique grue guerre guide handicap heure heures histoire homme hommes
hopital horaire horaires humain idee idees image images imprimer ingenierie instruire interesser
internet interpretation intradel jardin jardinage jardiner jeu jeune jeunes jeux joie jouer jour
journal journee jours justice kebab langue langues lean lecture legal lettre libre ligne lingerie
livre livres loi lois loisirs lumiere machine machines magasin main mains maison malade malades
manger marche marcher marketing master maternite math maths matiere medias mediatheque medical
menage meteo metre mode monde montage monter montrer moteur moteurs motivation moto motos mur musee
musique nature noir nouveau numerique ordi organiser outils ouvrir papier parc parent parents parler
partir passion patient patients pays peau peindre peinture pelleteuse penser personne personnes
petit petits peur photo photographier photos physique piano pilotage piloter pion piqure place
plaider plaire plan plante plantes platre po poids police politique pompe porte porter poser
possible poste poubelles pratique prefet premier premiere prendre presse prix probleme production
produit programmer projet propre proteger public publicite pv quatrieme question ramp ranger rasage
reassort reception recherche regent regie rencontrer reparation reparer repondre reseaux respect
respecter responsable restaurant retouche reussir rever route ryanair sage saisie salaire salle
salon sang sante satellites sauver sav science sciences script sculpter second seconde secteur
securitas securite sens serie service services servir seul sexe simple site snack social sociale
soigner soin soins soir solidaire sondages souder spectacle sport sportif sports stage stages sucre
suivant surveiller tableau tapisser taxi technique techno technologie telephone television temps
terrain terre texte textes theatre therapie these tim tourisme tous tout traduire train trains
transport travaux tresses troisieme trouver truites tuer uber unif univ usine vacances vache vaches
valeur vendre vendredi ventes vetement vetements video videos vie vieux ville vins vitrine voiture
voitures vol voler volets voyage voyager voyages vues zoo
"""

# A phrase that begins with a verb describes an activity, which only suggests a trade.
_VERBS = """
accompagner aider amenager animer bosser bricoler coiffer conduire construire coudre couper creer
cuisiner cultiver decorer defendre dessiner ecrire elever enseigner entretenir fabriquer faire
gerer imprimer installer jardiner jouer laver maquiller monter nettoyer organiser peindre piloter
placer planter poser programmer reparer reprendre restaurer servir soigner souder tailler tenir
tirer tondre travailler vendre vivre voyager
"""

# Everyday words one edit away from a word of a trade's name that the dictionary does not tell from
# it: another form of it (« percer » is no « perceur »), a field, or typed without its accent.
_NO_SLIPS = """
abrege afaire archive assurances avent balle balles barriere bouches bourge ceder chake
climatisation construction cracher data deportation dirigent ecrivais education electromecanique
electron encaisse finance financer financez genant horeca hotellerie informatique logistique
mecanique meditation metallurgie metoo mutee negocie paniker percer plaide poete presses
programmation range refaite regit reporte reportee ressembler revent reviser saisi saisis
secretariat serieuse theme traitre venere volees
"""

# Abbreviations used inside longer titles: « mécano moto », « prof de math ».
SHORT_FORMS = {
    "anim": "animateur",
    "dev": "developpeur",
    "educ": "educateur",
    "elec": "electricien",
    "electro": "electricien",
    "infi": "infirmier",
    "inge": "ingenieur",
    "meca": "mecanicien",
    "mecano": "mecanicien",
    "prof": "professeur",
    "tech": "technicien",
}

ACTIVITY_VERBS = frozenset(_VERBS.split())
ORDINARY_WORDS = frozenset(_ORDINARY.split()) | ACTIVITY_VERBS | STOP_WORDS
CORRECT_WORDS = ORDINARY_WORDS | frozenset(_NO_SLIPS.split())
