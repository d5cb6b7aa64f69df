"""What people write about when, and what is understood of it on Wednesday 25 November 2026.

Each line: what `date_notation.render_when` says, and the sentence.
"""

UNDERSTOOD = """
1/12 | mardi
1/12 | mardi prochain
8/12 | mardi en 8
3/12 | jeudi en huit
14/12 | lundi en quinze
1/12 13:00-18:00 | mardi aprem
1/12 13:00-18:00 | mardi après-midi
26/11 06:00-12:00 | demain matin
26/11 @09:00 | demain 9h
26/11 13:00-18:00 | 2main aprm
27/11 | après-demain
27/11 @10:00 | apres demain a 10h
25/11 | aujourd'hui
25/11 @15:00 | auj a 15h
25/11 17:00-22:00 | ce soir
25/11 06:00-12:00 | ce matin
25/11 13:00-18:00 | cet aprem
30/11..6/12 | la semaine prochaine
30/11..6/12 | sem pro
25/11..29/11 | cette semaine
26/11 27/11 | fin de semaine
30/11 1/12 | début de semaine
1/12..3/12 | en milieu de semaine prochaine
7/12..13/12 | dans 2 semaines
7/12..13/12 | dans deux semaines
28/11 | dans 3 jours
7/12..13/12 | dans 15 jours
21/12..27/12 | dans un mois
3/12 | le 3 décembre
3/12 | 3/12
3/12 | 3/12/2026
3/12 | 03.12.2026
3/12 | 2026-12-03
15/12 | le 15
26/11 | le 26
7/12 | lundi 7 décembre
7/12 | lundi 7
27/11 | vendredi 27
2/12 13:00-18:00 @14:00 | mercredi aprem vers 14h
@14:30 | 14h30
@14:30 | 14:30
@16:00 | a 16 heures
@16:00 | 16h
@12:00 | midi
@12:30 | midi et demi
@16:00 | vers 4h
17:00-22:00 @20:00 | 8h du soir
@15:45 | 4h moins quart
@16:15 | 4h et quart
@14:30 | deux heures et demie
16:00-22:00 | après l'école
16:00-22:00 | apres les cours
16:00-22:00 | ap lecole
2/12 12:30-22:00 | mercredi après l'école
2/12 12:30-22:00 | mercredi ap les cours
17:00-22:00 | après le boulot
17:00-22:00 | apres mon travail
06:00-12:00 | le matin
06:00-10:00 | tôt
soonest | le plus tôt possible
soonest | plus tôt possible svp
soonest | dès que possible
soonest | asap
anytime | n'importe quand
not:2 anytime | nimporte quand sauf mercredi
anytime | quand vous voulez
not:0 | pas lundi
not:2 | sauf le mercredi
not:0 not:1 | pas lundi ni mardi
30/11 1/12 | lundi ou mardi
26/11 30/11 1/12 | lundi, mardi ou jeudi
2/12 | mercredie
27/11 | vendredis
2/12 9/12 16/12 23/12 13:00-18:00 | le mercredi aprem
2/12 9/12 16/12 23/12 | tous les mercredis
24/11 | hier
23/11 | avant-hier
3/11 | le 3 novembre
3/9/2027 | le 3 septembre
3/11 | le 3 nov
1/12 | le 1er décembre
1/12 @14:00 | le 1er à 14h
not:0 | lundi je peux pas
1/12 not:0 | lundi jpeux pas, mardi oui
not:1 | mardi pas possible
not:2 | mercredi j'ai cours
16:00-22:00 | j'ai cours jusque 16h
1/12 8/12 15/12 22/12 15:30-22:00 | je finis à 15h30 le mardi
1/12 16:00-22:00 | mardi après 16h
06:00-10:00 | avant 10h
14:00-16:00 | entre 14h et 16h
14:00-16:00 | de 14 à 16h
14:00-16:00 | 14h-16h
17:00-22:00 | à partir de 17h
27/11 06:00-12:00 | vendredi avant midi
1/12..15/12 | pas avant mardi
16:00-22:00 | pas avant 16h
26/11..10/12 | à partir de jeudi
25/11 26/11 | avant vendredi
3/12..7/12 | du 3 au 7 décembre
30/11..2/12 | de lundi à mercredi
15/12 16/12 | le 15 ou le 16 décembre
30/11 1/12 | lundi ou mardi de la semaine prochaine
7/12..13/12 | la semaine du 7 décembre
1/12..31/12 | en décembre
1/12..10/12 | début décembre
25/11..30/11 | fin du mois
1/12..31/12 | le mois prochain
28/11 29/11 | ce week-end
28/11 29/11 | le we
28/11 06:00-12:00 | samedi matin
29/11 | dimanche
06:00-12:00 17:00-22:00 | matin ou soir
12:00-22:00 | pas le matin
1/12 12:00-22:00 | mardi mais pas le matin
not:0 | pas lundi matin
2/12 @14:00 | plutot mercredi vers 14
soonest | maintenant
25/11 | tantôt
1/12 15:00-15:30 16:00-16:30 | 15h ou 16h mardi
1/12 @14:00 | mardi 14h
1/12 8/12 15/12 22/12 @14:00 | le mardi 14h
26/11 1/12 @14:00 | mardi ou jeudi 14h
16:00-18:00 | fin d'après-midi
27/11 16:00-18:00 | vendredi fin de journée
26/11 17:00-22:00 | jeudi soir
1/12 12:00-13:30 | mardi au temps de midi
25/11 | ce mercredi
1/12 | ce mardi
1/12 | le mardi prochain
2/12 | mercredi qui vient
2/12 | le 2
31/12 | le 31
2/12 @14:00 | à 14h le 2 décembre stp
26/11 1/12 06:00-12:00 | rdv mardi ou jeudi matin svp
27/11 2/12 4/12 9/12 11/12 16/12 18/12 23/12 13:00-18:00 | le mercredi et le vendredi aprem
not:4 anytime | toute la semaine sauf vendredi
not:26/11 | demain pas possible
not:26/11 | pas demain
16:00-22:00 anytime | tous les jours après 16h
2/12 | c'est pour ma fille de 14 ans, mercredi si possible
1/12 2/12 | mardi, enfin non mercredi
1/12 | mardi mais pas à 14h
16:00-22:00 | pas possible avant 16h
16:00-22:00 | avant 16h je peux pas
1/12..15/12 | je peux pas avant mardi
06:00-17:00 | après 17h c'est pas possible
16:00-22:00 | je sors de l'école à 16h
16:00-22:00 | les cours finissent à 16h
not:0 | pas lundi à 14h
30/11 | ce lundi
2/12 | 2 décembre
12/12 13/12 | 12 et 13 décembre
30/11..2/12 | entre lundi et mercredi
30/11..14/12 | dès lundi
25/11..27/11 | jusque vendredi
soonest | le plus vite possible svp
30/11..6/12 anytime | quand tu veux la semaine prochaine
30/11 @10:30 | lundi prochain à 10h30
2/12 @14:15 | mercredi 2 décembre à 14h15
26/11 1/12 06:00-12:00 13:00-18:00 | mardi matin ou jeudi après-midi
2/12..16/12 | après mardi
2/12 @12:00 | mercredi midi
25/11 13:00-18:00 | cette après-midi
28/11 29/11 | samedi ou dimanche
1/12 @14:00 | MARDI 14H!!!
26/11 | jeudiiii
1/12 | Mardi ???
27/11 @09:30 | vendredi 27 novembre à 9 h 30
1/12 @10:00 | 1/12 a 10h
1/12 | le premier décembre
30/11..6/12 | la semaine d'après
26/11 @12:00 | vers midi demain
26/11 12:00-14:00 | jeudi entre midi et deux
26/11 12:00-14:00 | jeudi, entre 12 et 14
27/11 12:00-13:30 | vendredi pendant la pause de midi
27/11 12:00-13:30 | vendredi sur l'heure du dîner
26/11 13:00-18:00 | demain après dîner
30/11 16:00-18:00 | lundi avant le souper
30/11 16:00-18:00 | lundi tard dans l'aprem
1/12 09:30-11:30 | mardi en milieu de matinée
1/12 06:00-10:00 | mardi à la première heure
13:00-18:00 | l'apres-m
1/12 12:00-22:00 | mardi pas le matin
not:0 not:1 | ni lundi ni mardi
30/11 12:00-22:00 | lundi sauf le matin
06:00-10:00 | tot le matin
26/11 17:00-22:00 | jeudi tard
2/12 9/12 16/12 23/12 13:00-18:00 | jpeux ke le mercredi aprem
2/12 14:00-22:00 | jsuis dispo mercredi apres 14h
27/11 13:00-18:00 | vendrdi apresmidi
30/11 @09:00 | lundi si possible a 9h du mat
3/12 @14:00 | le 03/12 a 14H
3/12 @10:30 | le 3 dec vers 10h30
10:30-11:00 | 10h30-11h
27/11 @15:00 | ce vendredi 15h
30/11 | lundi 30 nov.
30/11..6/12 | semaine du 30
15:30-22:00 not:4 | après 15h30 sauf vendredi
not:0 not:1 | je bosse lundi et mardi
12:00-22:00 | je travaille le matin
17:00-22:00 | je travaille jusque 17h
16:00-22:00 | je suis à l'école jusque 16h
06:00-13:00 | j'ai cours à partir de 13h
14:00-14:30 15:00-15:30 | 14h ou 15h
not:0 | j'ai cours le lundi
26/11 @10:00 | et jeudi 10h c'est bon ?
2/12 18:00-22:00 | mercredi soir après 18h svp
12:00-13:30 | sur le temps de midi
4/12 @09:00 | le vendredi 4 à 9h
1/12 @10:00 | mardi de la semaine pro vers 10h
26/11 27/11 | demain ou apres-demain
26/11 13:00-18:00 @14:00 | demain aprèm 14h
28/11 | Je préférerais un samedi
26/11 06:00-10:00 | jeudi matin tôt
30/11 | lundi prochaine
10/12 | jeudi dans 2 semaines
15/12 @13:30 | mardi en quinze à 13h30
28/11 29/11 | le week-end prochain
09:00-10:00 | vers 9h-10h
@20:00 | 20h
25/11 17:00-22:00 @20:00 | ce soir 8h
@10:00 | 10 h
@09:00 | 9h00
@09:15 | 9:15
@09:00 | 09h
@04:00 | 04h
1/12 2/12 10:00-10:30 15:00-15:30 | mardi 15h mercredi 10h
not:4 soonest | le plus tôt possible mais pas vendredi
1/12 soonest | au plus vite, mardi par exemple
3/12 @12:30 | jeudi 3 décembre à midi et demi
25/11 | ajd
25/11 @16:00 | ojd 16h
26/11 @14:00 | dem1 14h
27/11 | apdemain
25/11..30/11 | fin novembre
11/12..20/12 | mi-décembre
1/1/2027..10/1/2027 | début janvier
1/3/2027..31/3/2027 | en mars
3/1/2027 | 3 janvier
3/3/2027 | 3 mars 2027
24/6/2027 | le 24 juin
@16:00 | 4 h
28/11 | samedis
27/11 28/11 17:00-22:00 @10:00 | vendredi soir ou samedi 10h
26/11 1/12 06:00-12:00 @16:00 | mardi matin ou jeudi 4h
30/11 17:00-22:00 @20:00 | 8h lundi soir
26/11 17:00-22:00 @19:00 | jeudi soir vers 7h
1/12 06:00-12:00 @06:30 | mardi 6h30 du matin
1/12 | le prochain mardi
@14:30 | le 14.30
@14:30 | à 14.30
@14:30 | 14.30
@14:30 | le 14:30
@09:10 | vers 9.10
@14:00 | a 14.00 stp
1/12 @14:30 | mardi 14.30
3/12 | le 3.12
3/12 @14:30 | le 3.12 à 14.30
27/11 @10:30 | ven. 27.11 10.30
14:30-15:00 15:45-16:15 | 14.30 ou 15.45
26/11 @15:00 | jeu 15h
26/11 @15:00 | jeu. 15h
26/11 @15:30 | Jeu à 15.30
26/11 @15:00 | jeu15h
26/11 @15:00 | jeudi15h
2/12 13:00-18:00 | mer aprem
2/12 13:00-18:00 | merc après-midi
30/11 06:00-12:00 | lun matin
1/12 17:00-22:00 | mar soir
27/11 @10:00 | ven vers 10h
28/11 06:00-12:00 | sam matin
29/11 @11:00 | dim 11h
3/12 | jeu 3 dec
3/12 | le jeu 3 déc.
3/12 @10:00 | jeu 3/12 10h
4/12 @09:00 | vend 4 a 9h
26/11 2/12 @15:00 | mer ou jeu 15h
26/11 30/11 1/12 13:00-18:00 | lun, mar ou jeu aprem
8/12 @14:00 | mar en 8 14h
30/11 @10:00 | lun prochain 10h
not:0 | pas lun matin
3/12 | 3dec
3/12 | 3 dec
3/12 @15:00 | 3 dec. a15h
1/12 | 1er dec
20/1/2027 | 20 janv
3/2/2027 | 3 fév
1/12..10/12 | début dec
11/12..20/12 | mi-déc
26/11 @14:00 | demain vers14h
1/12 | mrdi
26/11 | jdi
@14:00 | je joue à ce jeu 2h
06:00-12:00 | j'adore la mer le matin
@14:00 | à la mer à 14h
"""

# They say nothing about when an appointment may be.
NOTHING = """
pendant les vacances
jedi
jsp
je veux devenir boulanger
2 enfants
j'ai 15 ans
1er degré
je suis en 5e TQ
les 24h du Mans
je sais pas
oui
ok
merci
le 1er
je travaille 38h par semaine
dans 2h
plus tard
pas maintenant
50/50
15/20
né le 3/12/1998
je suis née le 3 décembre 2009
école du soir
en semaine
lun
4/5 temps
7j/7
24h/24
jamais
un jour peut-être
pas à 14h
14h je peux pas
bof
la deuxième
le deuxième
3
le premier
mes parents travaillent
j'ai 2 heures de bus
un contrat de 20h
3 jours par semaine
depuis 3 ans
option 2
1
rendez-vous avec une conseillère
je suis en 3e année
bac+3
0478 12 34 56
24
c'est quoi un CEFA ?
l'année prochaine
dans 5 ans
mon cousin fait de la moto
60/100
le jeu
jeu vidéo 2h par jour
j'aime les jeux vidéo
jouer à un jeu 3h par jour
je joue au jeu 20h par semaine
la mer
travailler à la mer
je m'appelle Sam
moi c'est sam, 15 ans
un vin du mar
j'ai 14.30 de moyenne
14.50 euros
12.30€ de l'heure
14.5
3.12
version 3.10
13.45%
le métier de sam le pompier
"""

IMPOSSIBLE = """
NoSuchDay | mardi 7 décembre
NoSuchDay | 31 février
NoSuchDay | le 32
NoSuchDay | le 30 février à 10h
NoSuchTime | 27h
NoSuchTime | à 25h
NoSuchTime | 14h75
NoSuchDay | le 29 février
NoSuchTime | à 24h
"""
