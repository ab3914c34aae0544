"""Words by which a text names somebody, or does not: lower case, without accents, written from common knowledge."""


def _words(lines: str) -> frozenset[str]:
    return frozenset(lines.split())


def _names(lines: str) -> frozenset[str]:
    return frozenset(" ".join(name.split()) for name in lines.split(","))


# Borne in France, Belgium, Switzerland, Québec, North and West Africa. Left out: those that are first of all a word or
# a place (France, Nancy, Fleur, Prudence).
FIRST_NAMES = _words(
    """
    aaron abdallah abdel abdelaziz abdelkader abdelkrim abdellah abdelmalek abdou abdoul abdoulaye abdourahmane abel
    abigail aboubacar aboubakar abraham achille achraf adam adama adame adelaide adele adelie adeline adem adil
    adjoa adolphe adrian adriana adrien adrienne agathe agnes ahmadou ahmed aicha aida aime aimee aissa aissata
    aissatou akim akissi akua alain alan alban albane albert alberte albertine aldo alessandro alessio alex
    alexandra alexandre alexandrine alexane alexia alexis alfred alhassane ali alia alice alicia aline aliou alioune
    alison alissa alix allan alma alois aloise alphonse alphonsine alya alyssa amadou amael amandine amara amaury
    ambre ambroise amel amelie amina aminata amine amir amira amy ana anael anaelle anais anastasia anatole andre
    andrea andreas andree angele angelina angeline angelique anissa anita ann anna annabelle anne annette annick
    annie anouar anouk anthony antoine antoinette antonin antonio antony apolline arame ariane arielle aristide
    arlette armand armande armel armelle arnaud arsene arthur assa assane assia assitan astou astrid athena aubin
    aude audrey augustin augustine aurele aurelie aurelien auriane aurore ava awa axel axelle aya ayman aymen
    aymeric ayoub aziz aziza babacar bachir badara bakary baptiste barbara barnabe barthelemy basile bastien
    beatrice benedicte benjamin benoit berenice bernadette bernard bernardette berthe bertille bertrand bilal bineta
    bintou birame blaise blanche blandine bocar boris boubacar boubou bouchra brahim brandon brenda briac brice
    brieuc brigitte bruno bryan calixte calvin camelia camille capucine carine carl carla carlos carolane carole
    caroline cassandra cassandre caterina catherine cecile cedric celeste celestin celestine celia celian celine
    cesar chaima chainez chantal charlene charles charlie charline charlotte cheick cheikh cheikhou chirine chloe
    chris christel christele christelle christian christiane christine christophe cindy claire clara clarence
    clarisse claude claudette claudia claudie claudine clea clelia clemence clement clementine cleo cloe clotilde
    clovis colette colin coline conrad constantin coralie coraline corentin corinne cornelia coumba cyprien cyril
    cyrille cyrine dalila damien daniel daniele danielle danny daouda daphne david deborah delphine demba denis
    denise denys deogratias diana diane diego dieudonne dimitri dior djamel djamila djenabou djeneba djibril dominic
    dominique donatien dora dorian doriane dorine dorothee dounia driss dylan eddy eden edgar edith edmond edmonde
    edouard edwige eglantine elena eleonora eleonore eliane elias elie eliette elina eline eliot eliott elisa
    elisabeth elise elizabeth ella ellen elliot elodie eloi eloise elouan elsa elvire elvis elyas elyne emeline
    emeric emerick emie emile emilie emilien emilienne emma emmanuel emmanuelle emmy enora enzo eric erica erika
    ernest ernestine erwan erwann esma esteban estelle esther ethan etienne etiennette eugene eugenie eulalie eva
    evan evann evariste eve eveline evelyne ewen fabian fabien fabienne fabiola fabrice fadila fadoua fama fanny
    fanta fantine farah farid farida faris fatiha fatim fatima fatimata fatimatou fatma fatou fatouma fatoumata
    faustin faustine faycal fayza felicie felicien felicite felix ferdinand fernand fernande firmin flavian flavie
    flavien flora florent florentin florentine florian floriane florine fode fouad fouzia francesca francesco
    francine francis franck francois francoise frank frederic frederick frederique gabin gabriel gabriella gabrielle
    gad gael gaelle gaetan gaetane gaia garance gaspard gaston gatien gauthier gautier genevieve geoffrey geoffroy
    george georges georgette georgina gerald geraldine gerard germain germaine gerome ghislain ghislaine gilbert
    gilberte gilles gina ginette giovanni gisele giselle giulia giuseppe gladys gloria godefroy gonzague goundo
    gregoire gregory gretel guenole guewen guillaume guillemette gustave guy guylaine gwenael gwenaelle gwendal
    gwendoline gwenola habib habiba habibatou hadja hadrien hafida hafsa hakim halima hamadou hamed hamid hamida
    hamidou hamza hana hanane hanna hannah harold haroun harouna harry hasna hassan hassane hassna hatem hawa hector
    helena helene heloise henri henriette henry herbert hermance hermine herve hicham hichem hilaire hind hippolyte
    honorine horace hortense houda houria houssein hubert hugo hugues huguette humbert ibou ibrahim ibrahima idriss
    idrissa ignace igor ikram ilan ilana ilhame iliana ilias ilies ilona ilyas ilyes imad imane imene imran ines
    ingrid irene irina irma isaac isabella isabelle isaline isaure ismael ismahane ismail issa issam issiaka issouf
    ivan ivanne iyad jacinthe jack jackie jacky jacob jacqueline jacques jade jalil jamal jamel james jamila jan
    jana jane janine jasmine jason jawad jawed jean jeanine jeanne jeannette jeannie jeannine jennifer jenny jeremie
    jeremy jerome jeronimo jessica jessie jessy jihane jimmy joachim joan joanna joanne joanny jocelyn jocelyne joel
    joelle joffrey johan johann johanna johanne john johnny jonas jonathan jordan jordane jordi jorge jose josee
    joseph josepha josephine josette joshua josiane josselin josua josue joy joyce juan jude judicael judith jules
    julia julian juliana julie julien julienne juliette juline julio justin justine kader kadiatou kadidiatou
    kadidja kadija kais kaled kalidou kalifa kamal kamel kamelia kamilia karamoko karen karim karima karin karine
    karl kassandra kassim kassoum katarina katell kathleen kathy katia katy kenny kenza kevin khadidia khadidiatou
    khadija khadim khadra khady khaled khalid khalida khalifa khalil khalilou khardiata kheira kilian killian kim
    kimberley kodjo koffi kofi komlan konstantin korotoumou kouadio kouakou kouame kouassi koumba kwame kyllian
    ladji laeticia laetitia lahcen laila lakhdar lala lamia lamine lana lancelot landry lansana lara latifa laura
    laure laureen laurence laurene laurent laurette lauriane laurianne laurie laurine lea leandre leane leanne leila
    leilou lena lenaic leo leocadie leon leona leonard leonardo leone leonie leonor leontine leopold leopoldine
    leslie leyla lia liam liana lila lilas lili lilia lilian liliane lilly lilou lily lina linda lino lionel lisa
    lisbeth lise lisette lison livia liz lizzie loan loane loic lois lola loncine lorenzo loriane lorine loris lotfi
    lou louane loubna louis louis-marie louisa louise louison louka lounes loup lourenco luc luca lucas luce lucette
    lucia lucie lucien lucienne lucile lucille ludivine ludovic luigi luis luka lukas lula luna lydia lydie lyes
    lyna lysiane maarten mabel mabrouk madalena maddy madeleine madjid madou mady mae mael maelie maeline maelle
    maelys maeva magali magalie magaly magatte magdalena magdalene maguelone maguette mahamadou mahaut mahdi mahmoud
    maia maimouna maite maiwenn majda makan malak malamine malaury malek malia malick malik malika malo malory
    mamadou mame mame-diarra mandy manel manon manuel manuela mara maram marc marc-antoine marceau marcel marcelin
    marceline marcelle marco marcus margaret margareth margaux margerie margo margot marguerite maria mariam mariama
    mariame marianne mariannick marie marielle mariem mariemme marietou mariette marilou marilyn marilyne marin
    marina marine mario marion marise marius marjolaine marjorie mark marlene marlon marthe martial martin martine
    maryam maryline maryse maryvonne mateo matheo mathias mathieu mathilda mathilde mathis mathurin mathys matilda
    matisse mattea matteo matthias matthieu maude maureen maurice mauricette max maxence maxime maximilien maya
    mayeul mayssa mbarka mbaye medhi medina mehdi melaine melanie melina melinda meline melissa melodie melusine
    melvin melvyn meriem merlin meryem meryl messaouda micael michael michel michele micheline michelle mickael
    miguel mihai mika mikael mila milan milena milhane milo mina mireille miriam modou mohamadou mohamed mohammed
    mohand moira moise mokhtar moktar momar monia monica monika monique morad morgan morgane mory mostafa mouad
    mouhamadou mouhamed mouloud mouna mounia mounir mourad moussa moustapha muriel murielle mustafa mustapha mylene
    myriam naby nacer nacera nacira nadege nadia nadine nadir nadira nael nafissa nafissatou naima najat najib najla
    namizata naomi naoufel narcisse nasser nassim nassima natacha natalia natalie nathalie nathan nathanael nawal
    nawel nayla ndeye neila neima nelly nelson nestor nicolas nicole nicoleta nicolette niels nils nina nino noah
    noam noe noel noelie noella noelle noemie nolan nolwenn nora norah norbert nordine norma nour noura noureddine
    nouria nya oceane octave octavie odette odile odilon olga olive oliver olivia olivier omar ombeline ondine
    ophelie orane oriane orlando orlane oscar oswald othman othmane ouarda ouassila oumar oumou oumy ouria ousmane
    ousseni ousseynou owen pablo paco paloma pamela paola paolo pape pascal pascale pascaline patrice patricia
    patricio patrick paul paula paule paulette paulin pauline paulo pedro peggy pernelle perrine peter philibert
    philippa philippe philippine philomene pierre pierrette pierric pierrick pierrot pio placide pol priscilla
    priscille prosper quentin quitterie rabah rabia rachel rachelle rachid rachida radia rafael rafaela rahim rahma
    raja ralph rama ramata ramatou ramatoulaye ramla ramon ramzi rania raoul raphael raphaelle rayan rayane raymond
    raymonde rebecca reda redouane regine regis reinette remi remy renald renan renaud rene renee reynald rhita riad
    ricardo richard rim rita ritchie robert roberta roberte roberto robin robinson roch rodolphe rodrigo rodrigue
    roger rokhaya rokia roland rolande romain romaine romane romaric romeo romuald romy ronald ronan rosa rosalie
    rosaline rosanna rose roseline rosemonde rosie rosine roxane rozenn ruben rudy ruth ryad ryan saad sabah saber
    sabine sabri sabrina sabrine sacha sadia sadio safa safae safia safiatou said saida saidou sakina salah salamata
    salif salim salima salimata sally salma salome salomon saloua salvador salvatore sam samantha samba sami samia
    samir samira samson samuel samy sana sanaa sandra sandrine sandro sandy saoussen sara sarah sasha saturnin
    sauveur savannah scarlett sebastian sebastien segolene seiny sekou sekouba selena selim selima selma sephora
    serena serge sergio severin severine seydou shaima shana shannon sheila shirley sibylle sidi sidonia sidonie
    sidy siegfried siham sihame sika simeon simon simone simplice sira sixtine sliman slimane smail sofia sofiane
    soizic solange solen solene solenn solenne soline sonia sonny sophia sophie sory souad soufiane souhila soukaina
    soukeyna souleymane soumaya soumia stacy stan stanislas steeve stefan stefania stella stephan stephane stephanie
    steve steven suzanne suzette suzie suzy swann sybille sylla sylvain sylvaine sylvestre sylvette sylvia sylviane
    sylvie tahar tamara tancrede tanguy tania tanya tara tarek tarik tatiana tayeb tea teddy telma teo teresa tess
    tessa thais thea thecla thelma theo theodora theodore theophile therese thibaud thibault thibaut thiebaut
    thierno thierry thiphaine thomas tiago tibo tidiane tiffany tim timeo timothe timothee timothy tina tino
    tiphaine titouan tom toma tomas tommy toni tony tracy tristan typhaine ugo ulysse urbain ursula ursule valentin
    valentina valentine valere valeria valerian valerie valery vanessa venceslas vera verane veronique vianney vicky
    victoire victor victoria victorien victorine vincent vincente violaine violette virgile virginia virginie vital
    vivian viviane vladimir wael wafa wahib wahiba walid walter wanda warda wassila wassim wendy wiam wilfrid
    wilfried wilhelm william willy wissam xavier xaviere yacine yacouba yael yaelle yahya yamina yan yanis yann
    yannick yannis yao yara yasmin yasmina yasmine yassin yassine yaya yazid yentl yoan yoann yoanna yohan yohann
    yolaine yolande yona yoni yoram youcef younes youness younous yousra youssef youssouf youssoufa ysaline yseult
    yuna yvan yves yvette yvon yvonne zacharie zachary zahia zahra zakari zakaria zara zeina zeinab zelie zena zenab
    zephyr zeynab zia zied zineb zita zoe zohir zohra zora zoubida zoulikha
    """
)

# What may follow a civility or a first name with a capital, and is no surname.
NOT_A_NAME = _words(
    """
    la le les l l' un une des du de d' et ou au aux a en je j' tu il elle on nous vous ils elles ce c' cette ces mon
    ma mes notre nos votre vos leur leurs son sa ses que qu' qui quoi dont pour par avec sans sur sous dans chez
    vers mais donc car ni si non oui ne pas plus est sont etait sera a ont avait aura merci bonjour bonsoir
    cordialement bien tres tout toute tous toutes comme quand lorsque puis alors ainsi aussi madame monsieur
    mademoiselle messieurs mesdames mme mlle mr dr maitre docteur docteure professeur professeure maire mairesse
    prefet prefete sous-prefet sous-prefete depute deputee senateur senatrice ministre president presidente
    vice-president vice-presidente conseiller conseillere adjoint adjointe directeur directrice secretaire
    commissaire rapporteur rapporteure chef cheffe juge procureur procureure recteur rectrice ambassadeur
    ambassadrice general colonel bourgmestre echevin echevine elu elue premier premiere dupond-et-dupont
    tout-le-monde propre patate michu bovary figaro noel ouvrage oeuvre chien metropole agglomeration agglo habitat
    nationale national universite ville mairie region numerique europe communaute pays code ai ia travail inter
    telecom services service transport transports france francaise francais nord sud est ouest the of and in is too
    first robot hebdo
    """
)

# Written in capitals before a first name, and no surname either.
ACRONYMS = _words(
    """
    ai bfm caf ccas chu cnil cnrs edf ehpad ens epci grdf hlm ia mjc onu plu ratp rgpd ric rsa rtl sncf ter tf tgv
    ue uk usa zac
    """
)

# People whom everybody names in a debate: heads of state, and those whose names streets and laws bear.
PUBLIC_NAMES = _names(
    """
    abbe pierre, ada lovelace, aime cesaire, alan turing, albert camus, albert einstein, alexandre dumas, anne
    hidalgo, antoine de saint-exupery, aristide briand, auguste renoir, bill gates, blaise pascal, cedric villani,
    charles darwin, charles de gaulle, charles peguy, charles x, claude debussy, claude monet, denis diderot, donald
    trump, edouard philippe, elisabeth borne, elon musk, emile zola, emmanuel macron, felix eboue, felix
    houphouet-boigny, francois bayrou, francois hollande, francois ier, francois mitterrand, frantz fanon, gabriel
    attal, gaston defferre, george orwell, georges clemenceau, georges pompidou, gustave eiffel, gustave flaubert,
    hannah arendt, henri iv, henri matisse, isaac asimov, isaac newton, jacques cartier, jacques chirac, jacques
    prevert, jean castex, jean jacques rousseau, jean jaures, jean lesage, jean luc melenchon, jean monnet, jean
    moulin, jean paul, jean vilar, jean zay, jean-jacques rousseau, jean-luc melenchon, jean-paul ii, jean-paul
    sartre, jeanne d'arc, jeff bezos, joe biden, jordan bardella, jules ferry, jules verne, leon blum, leon
    gambetta, leopold sedar, leopold sedar senghor, louis aragon, louis pasteur, louis xiv, louis xv, louis xvi,
    louise michel, lucie aubrac, marie antoinette, marie curie, marie stuart, marine le pen, mark zuckerberg, martin
    luther, martin luther king, michel barnier, michel foucault, nelson mandela, nicolas sarkozy, olympe de gouges,
    pablo picasso, paul eluard, pierre bourdieu, pierre curie, pierre mauroy, rene descartes, rene levesque, robert
    badinter, robert schuman, rosa parks, sam altman, samuel de champlain, simone de beauvoir, simone veil, thomas
    edison, thomas sankara, valery giscard, valery giscard d'estaing, victor hugo, vladimir poutine, yann lecun
    """
)
HEADS_OF_STATE = _names("macron, hollande, sarkozy, chirac, de gaulle, trump, musk, poutine")
