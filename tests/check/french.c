/* What a French speaker would call weak, or fine: two hundred of each, written
 * down before the estimator was run on any. All have the length and the classes
 * that case 2 of the recommendation asks, so only what an attacker would try
 * decides. */
#include "suite.h"

#include <pwpol.h>
#include <stdio.h>

static const char *const weak[] = {
    /* First names, with what people put after them. */
    "Camille1987!", "Nicolas75!", "Julien2010!", "Aurelie1990", "Sophie1234!", "Thomas2005*", "Marie-1985",
    "Mathilde01!", "Kevin2000!", "Chloe2012?", "Antoine33!", "Manon1998!", "Leaaaa123!", "Hugo12345!",
    "Stephanie7!", "Alexandre1!",
    "Pauline1995", "Maxime2001!", "Clement123*", "Louis2018!",
    "Jean-Marc1!", "Benoit1980!",
    /* Places. */
    "Marseille13!", "Toulouse31!", "Bordeaux33!", "Paris2024!", "Bretagne29!", "Lyon69000!", "Nantes44000!",
    "Strasbourg67!", "Montpellier34", "Rennes35000!", "Nice06000!", "Lille59000!", "Grenoble38!", "Corse2A!!",
    "Normandie14!", "Provence13!", "France2018!", "Alsace67000!", "Martinique972!", "Reunion974!", "Saint-Malo35",
    "Perpignan66!", "Biarritz64!", "Auvergne63!", "Versailles78!", "Belgique2022!", "Bruxelles1!", "Geneve2019!",
    "Quebec2020!", "Londres2012!",
    /* Words, months, seasons, greetings. */
    "Bonjour123!", "Bonsoir2023!", "Soleil2020!", "Vacances2022!", "Janvier2024!", "Fevrier2023!", "Mars2025!!",
    "Avril2024!", "Juillet2023!", "Aout2022!!", "Septembre21!", "Octobre2020!", "Novembre11!", "Decembre25!",
    "Printemps24!", "Automne2023!", "Hiver2022!", "Ete2023!!!", "Lundi2024!", "Vendredi13!", "Dimanche01!",
    "Bienvenue1!", "Merci2023!", "Secret123!", "Famille5!", "Maison123!", "Voiture2020!", "Chocolat1!",
    "Papillon12!", "Fromage2022!",
    /* Passwords by name, and what administrators hand out. */
    "Motdepasse1!", "MotDePasse2024!", "Mdp123456!", "Password1!", "P@ssw0rd2023", "Azerty123!", "Azertyuiop1!",
    "Qwerty2024!", "Admin123!", "Admin2024*", "Changeme1!", "Bienvenue2024!", "Welcome123!", "Temporaire1!",
    "Utilisateur1!", "Entreprise1!", "Secretariat1!", "Passe1234!", "Test1234!", "Azerty@123", "Azerty75!",
    "Qsdfgh123!", "Wxcvbn123!", "Az123456!", "Aze123456!", "Abc12345!", "Abcd1234!", "Abcdef1!", "1234Abcd!",
    "Aa123456!",
    /* Pets, clubs, heroes, brands. */
    "Doudou2015!", "Minou1234!", "Medor2010!", "Chaton123!", "Loulou06!", "Titi1234!", "Pepette1!", "Psg12345!",
    "OMmarseille13!", "Olympique13!", "Football1!", "Zidane1998!", "Mbappe2018!", "Asterix50!", "Tintin1929!",
    "Naruto2008!", "Pokemon151!", "Batman2022!", "Starwars77!", "Renault5!", "Peugeot206!", "Citroen2cv!",
    "Samsung2020!", "Iphone14!", "Orange2023!", "Nutella123!", "Ferrari458!", "Rugby2023!", "Petanque13!",
    "Licorne2020!",
    /* Love, insults, what makes a teenager laugh. */
    "Jetaime123!", "Jetaime2!", "Monamour1!", "Moncoeur12!", "Amour2020!", "Bisous123!", "Cheri2019!",
    "Princesse1!", "Putain123!", "Merde1234!", "Connard1!", "Salope69!", "Coucou123!", "Doudou<3!", "Iloveyou2!",
    "Jtm12345!", "Loveyou123!", "Mamour2018!", "Bebe2021!", "Maman1234!", "Papa1234!", "Mamie1950!",
    "Papamaman1!", "Toujours1!", "Bonheur2022!",
    /* Patterns. */
    "Aaaaaa1!", "Abcabc123!", "Aqwzsx123!", "1Aqwzsx!", "14/07/1989a", "14Juillet1789!", "25Decembre!", "01/01/2000A",
    "A12345678!", "Aa11111111!", "Wxcvbn2023!", "Qsdfghjklm1!", "Poiuyt123!",
    "!Qaz2wsx", "1Qaz2Wsx!", "Zaq12wsx!", "Q1w2e3r4!", "A1z2e3r4!",
    /* In disguise. */
    "M@rseille13", "Cam1lle!", "N1colas!!", "P4ris2024", "S0leil123!", "Ch0colat!", "Am0ur2020", "B0njour!1",
    "Pr1ncesse!", "F00tball!", "Fr@nce2018", "Mot2passe!", "M0tdepasse!", "Azert1234!", "@zerty123A",
};

static const char *const fine[] = {
    /* Words drawn from anywhere, four and more. */
    "Cheval-Batterie-Agrafe-7", "Girafe mauve lampe 9 tiroir", "4 Tracteurs bleus sous la pluie", "Hibou.Casserole.Mangue.42x",
    "Plume+Goudron+Velours+3", "Bocal_Ortie_Zinc_Tempête1", "Violon 7 cailloux et un phare", "Tambour-Crevette-Miroir-8",
    "Rideau!Pastèque!Enclume5", "Loutre/Boussole/Safran/19", "Fenouil-Télescope-Moufle-2", "Crayon Volcan Anchois 71",
    "Marmite#Comète#Lacet#6", "Tulipe-Marteau-Sorbet-Q9", "Brouette Éclair Mimosa 34", "Ficelle.Panda.Grenier.88z",
    "Sardine-Parapluie-Opale-5", "Moulin 3 Libellules Ambre", "Carafe-Écureuil-Tundra-0", "Galet+Trompette+Basilic+4",
    "Hamac_Girouette_Prune_77", "Cactus-Valise-Orage-Thym1", "Poivron Clavier Dune 45 nord", "Nénuphar-Truelle-Jade-12",
    "Sabot.Perruche.Ardoise.31", "Tonneau-Quartz-Mésange-8k", "Bougie Fourmi Traîneau 60", "Escargot/Turbine/Lilas/2",
    "Patinoire-Coing-Hublot-93", "Citadelle Rhubarbe Lynx 5", "Moustache-Volet-Cannelle-1", "Réglisse+Pagaie+Ouragan+6",
    "Tabouret.Saumon.Galaxie.7", "Cloche-Framboise-Pylône-49", "Marron Accordéon Geyser 80", "Pivoine-Serrure-Bison-Rz3",
    "Toboggan_Olive_Mercure_26", "Falaise-Bretelle-Kiwi-55b", "Compas Limace Tramway 13q", "Oreiller-Silex-Papaye-0x",
    "Balançoire-Cumin-Rocher-3", "Muguet.Chalumeau.Toit.15", "Perle_Sanglier_Radeau_9", "Cerise+Nacelle+Brume+20",
    "Gaufre-Obélisque-Taupe-7", "Panier Lézard Minuit 58", "Luciole/Tonnerre/Paille/4", "Écharpe-Radis-Boussole-6",
    "Gondole.Piment.Armure.8w", "Sirop-Chouette-Granit-11", "Corail_Biscotte_Hélice_2", "Bambou+Dentelle+Ourson+35",
    "Jonquille-Grue-Béton-70", "Vitrail.Castor.Muscade.1", "Limonade Donjon Fusain 9", "Asperge-Satellite-Crin-48",
    "Ruche/Balcon/Framboisier/3", "Tuba-Myrtille-Cratère-62", "Échelle.Hareng.Bourrache.5", "Zeste_Manivelle_Ibis_17",
    /* Sentences that only their author says. */
    "Mon vélo rouge déteste les 3 flaques", "Hier 2 mouettes ont volé mon sandwich", "La tante Odile range 14 bocaux au grenier",
    "Jamais 5 poules n'ont lu Proust", "Il pleut 9 fois sur ma tarte aux coings", "Le facteur siffle faux chaque mardi 17h",
    "Trois loutres jouent au bridge à Niort!", "Ma chaussette gauche vote depuis 1997", "Un pingouin a réparé la chaudière 2 fois",
    "Le radis de Gaston mesure 31 centimètres", "Personne n'arrose les 6 cactus du palier", "Ce soir la lune sent le gratin, non?",
    "On a perdu 4 parapluies entre Vire et Caen", "Le chat du notaire collectionne 7 timbres", "Une tortue pressée double 2 camions",
    "Ton piano boite quand il neige 3 jours", "Mille fourmis tricotent sous l'évier 8", "Le grille-pain rêve de Valparaiso 66",
    "Zoé peint des girafes sur 12 volets verts", "Deux nuages se disputent un clocher à 5h",
    /* First letters of a sentence. */
    "Jd3pcqlnt!Gm", "Mvrd3f&jm8t", "Lc2nc7t,qv9", "Qjsp4a,jv@lm", "Tlj7h,jbmtcv", "Upard4c!elg2", "Nahpqm1t0-v", "Epvlm5j?gzk",
    "Cqmp9,c'elpd", "Sjp1v6,jtdq", "Aqsl3b?Pmsq7", "Vlcd8r&tfnp", "Dlvxz4,omgh!", "Ogt5p!bwkq", "Rmv2k;lhzt9", "Bn6fq-ydwx3",
    "Hk8v!tzqd4m", "Pw3z;xnrb7g", "Kj5t?mgqv2c", "Xd7n,wfhp9z",
    /* Drawn by a program. */
    "xK7#pQ2v!mRd", "v9T$hLq3&Zwe", "Rb4!nXs8@Gyc", "m2Q%kVz7*Jtd", "Wf6?cPj9+Hxa", "z3N&rDg5=Ybk", "Gq8-tMw2!Lvs", "p5X@jKc7#Frn",
    "Hd9*bZy4%Tqm", "k6W+vRs3?Cgx", "Tn2=fJp8&Wzd", "c7B!yHm5$Qkv", "Zx4#gLr9-Ndt", "q8F%wSk2@Vbj", "Jm3&zCt6*Rhp", "b9Y?nGd4+Xwq",
    "Vs5$kTf7=Mzc", "r2H-pWb8!Jyg", "Lw6@xQn3#Dvk", "f4Z*mRj9%Bts", "Yc8+hVg2&Kpx", "d7S=tNz5?Fwm", "Qp3!bXk6$Hrj", "n9L#vCy4-Gdz",
    "Xg5%fTw8@Mqb", "j2R&sHp7*Zkn", "Kt6?yDc3+Vwx", "w8M=gBz4!Lfr", "Bf9$nQj5#Shv", "y3P-kXd7%Twc", "Uq7@hRm2&Gzb", "t5V*wJn8?Kyp",
    "Ce4+zLx6=Dgs", "h9K!qFt3$Wmr", "Sv2#pYb7-Njx", "a6D%gZk5@Hwc", "Mz8&tVr4*Qfy", "e3J?xSn9+Bpd", "Dy7=mCw2!Ghk", "o5T$bLq8#Xzv",
    "7hQw-x2Vn-Kp9t", "Zr4m.Yk8c.Wd3s", "b6Tj_q9Xf_M2hv", "Ng5w Pz7k Ry3d", "4cVt/8xHm/Qj2z", "Kw9f,d3Rn,Ys6b", "x7Pm:g2Zt:Hv5k",
    "Tq8j+n4Wc+Lb6y", "9fXr;k5Dv;Mz3h", "Jd2s=w7Gp=Qx8n", "hV4k!Z9tm!Rc6b", "W3yq?p8Nf?Gj5x", "r6Kz@D2hw@Tv9c", "Bm7x#s4Yk#Pn3f",
    "5tGd%J8vq%Xw2r", "Yz9c&m6Lh&Kb4t", "q2Sn*V7jx*Fd8p", "Hw5r$T3zk$Cg9m", "8bMy-f4Qv-Zx6j", "Xk3t.R9dn.Wp7h",
    /* A word of one's own, bent, and enough around it. */
    "vorplik!Zendu47", "Gramouille_8_Stivax", "Tzibouk-Farn-26q", "Plonquerie%Vasmut3", "Drelingo!Kapuvex5", "Mirzoule7&Cradinvo",
    "Sproutch-42-Balvinet", "Quiloubre+Zaftan9", "Ornivaque_Tubrel6!", "Fluzibard?Nemtok18", "Wistrapol4-Grunhaz", "Cleptombre*Yaxidu2",
    "Bravulette=Orkzim7", "Jurpanelle!Vistok33", "Nocturbane5/Kwelpi", "Hirsbouque-Dalfen81", "Trampizol&Gevurk4", "Zigodarne+Plistom6",
    "Varlopine!Ubkedz29", "Estrambole7_Quixna", "Pulvidrac-Zonhem5", "Gloubimax%Terfuk12", "Marpoutil*Sivgan8", "Kralousse!Bednivo3",
    "Frimoulaz=Hotvek94", "Ysdrelune+Capbozi7", "Ouistravel-Gnamku6", "Bizulante&Forteq21", "Drapulique!Zevmon5", "Chtirbouze_Kalvip9",
    "Lumorvine-Tazguk48", "Pristamel%Jowfed2", "Scorbalune*Nixpuv7", "Tourvique!Ghezlam3", "Unzipadre=Wolbik65", "Vermoulax+Qitsan8",
    "Xanthoupe-Drivul4", "Zébulonic&Parskem7", "Aquivalme!Torbzek1", "Brindulor_Fexgam52",
};

enum { LIST = 200 };

static bool is_accepted(const pwpol_policy *policy, const char *candidate, char *reason, size_t reason_size)
{
    pwpol_report *report = NULL;
    assert_int_equal(pwpol_check(policy, candidate, strlen(candidate), NULL, &report), PWPOL_OK);
    bool accepted = pwpol_report_accepted(report);
    snprintf(reason, reason_size, "%s", pwpol_report_count(report) > 0 ? pwpol_report_message(report, 0, "en") : "");
    pwpol_report_free(report);
    return accepted;
}

static void check_list(const char *const *list, bool accepted)
{
    pwpol_policy *policy = NULL;
    assert_int_equal(pwpol_policy_new(&policy, "cnil-2022-100-restricted"), PWPOL_OK);
    unsigned wrong = 0;
    for (size_t i = 0; i < LIST; i++) {
        char reason[512];
        if (is_accepted(policy, list[i], reason, sizeof reason) == accepted)
            continue;
        print_message("# %s is %s: %s\n", list[i], accepted ? "refused" : "accepted", reason);
        wrong++;
    }
    pwpol_policy_free(policy);
    assert_int_equal(wrong, 0);
}

static void what_a_french_speaker_calls_weak_is_refused(void **state)
{
    (void)state;
    _Static_assert(sizeof weak / sizeof weak[0] == LIST, "two hundred");
    check_list(weak, false);
}

static void what_a_french_speaker_calls_fine_is_accepted(void **state)
{
    (void)state;
    _Static_assert(sizeof fine / sizeof fine[0] == LIST, "two hundred");
    check_list(fine, true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_french_speaker_calls_weak_is_refused),
        cmocka_unit_test(what_a_french_speaker_calls_fine_is_accepted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
